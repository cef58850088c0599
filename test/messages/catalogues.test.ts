import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { LANGUAGES, piecesOf, type Text, type Texts } from "../../src/language/index.js";
import { ERRORS } from "../../src/utils/errorCodes.js";

const FOLDERS = ["src/messages/api", "src/messages/mails"];

async function textsOf(folder: string, language: string): Promise<Texts> {
  const file = pathToFileURL(resolve(folder, `${language}.ts`)).href;
  const module: Record<string, Texts> = await import(/* @vite-ignore */ file);
  const texts = module[language];
  if (texts === undefined) throw new Error(`${folder}/${language}.ts exports no ${language}.`);
  return texts;
}

/** The patterns of a text by plural form; a text without forms has the one that every language has. */
function formsOf(text: Text | undefined): [form: string, pattern: string][] {
  return typeof text === "object" ? Object.entries(text) : [["other", text ?? ""]];
}

function placeholdersOf(pattern: string): string {
  const names = piecesOf(pattern).filter((_, at) => at % 2 === 1);
  return names.sort().join(", ");
}

const catalogues = FOLDERS.flatMap((folder) => LANGUAGES.map((language) => [folder, language] as const));

describe.each(catalogues)("the catalogue of %s in %s", (folder, language) => {
  test("has the keys of the English one, and no other", async () => {
    const [en, texts] = [await textsOf(folder, "en"), await textsOf(folder, language)];
    expect(Object.keys(texts).sort()).toEqual(Object.keys(en).sort());
  });

  test("has the placeholders of the English one, in every form of a text, and no empty text", async () => {
    const [en, texts] = [await textsOf(folder, "en"), await textsOf(folder, language)];
    const wrong = Object.keys(en).filter((key) => {
      const expected = placeholdersOf(new Map(formsOf(en[key])).get("other") ?? "");
      return formsOf(texts[key]).some(([form, pattern]) => {
        // "The other device", for one.
        const withoutCount = form === "one" ? expected.replace(/(, )?\bcount\b/, "") : expected;
        return pattern === "" || ![expected, withoutCount].includes(placeholdersOf(pattern));
      });
    });
    expect(wrong).toEqual([]);
  });

  test("has every plural form of the language, where a text has forms", async () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const texts = Object.values(await textsOf(folder, language)).filter((text) => typeof text === "object");
    for (const text of texts) expect(Object.keys(text).sort()).toEqual(pluralCategories.toSorted());
  });
});

test("every folder of catalogues has each language in a file of its name, and no other one", () => {
  for (const folder of FOLDERS) {
    const files = readdirSync(folder).filter((file) => /^[a-z]{2}\.ts$/.test(file));
    expect([folder, files.sort()]).toEqual([folder, LANGUAGES.map((language) => `${language}.ts`).sort()]);
  }
});

describe("every text is used", () => {
  const code = ["src", "web"]
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)))
    .filter(
      (file) => /\.(ts|tsx|html)$/.test(file) && !/\.test\.|node_modules|messages\W(\w+\W)?[a-z]{2}\.ts$/.test(file),
    )
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  /** Keys that are put together, such as `${kind}.subject`: what stands for the variable is a word. */
  const composed = [...code.matchAll(/`((?:\$\{[\w.]+\}\.[a-z]{4,})|(?:[a-z]{4,}\.\$\{[\w.]+\}))`/g)].map(
    ([, template = ""]) => new RegExp(`^${template.replaceAll(".", "\\.").replace(/\$\{.*\}/, () => "[\\w-]+")}$`),
  );

  test.each(FOLDERS)("in %s", async (folder) => {
    const unused = Object.keys(await textsOf(folder, "en")).filter(
      (key) =>
        !(key in ERRORS) &&
        !code.includes(`"${key}"`) &&
        !code.includes(`%${key}%`) &&
        !composed.some((pattern) => pattern.test(key)),
    );
    expect(unused).toEqual([]);
  });
});
