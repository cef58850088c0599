import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { LANGUAGES, piecesOf, type Text } from "../../src/language/index.js";
import { STRENGTHS } from "../../web/src/forms/passwordStrength.js";
import { de } from "../../web/src/messages/de.js";
import { en } from "../../web/src/messages/en.js";
import { es } from "../../web/src/messages/es.js";
import { fr } from "../../web/src/messages/fr.js";
import { textsIn } from "../support/messages/textsIn.js";

const CATALOGUES: Readonly<Record<(typeof LANGUAGES)[number], Readonly<Record<string, Text>>>> = { en, de, fr, es };
const KEYS = Object.keys(en) as (keyof typeof en)[];

/** The code of the pages, by file, without the catalogues and the tests. */
const CODE: ReadonlyMap<string, string> = new Map(
  readdirSync("web/src", { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|^messages\/(en|de|fr|es)\.ts$/.test(file))
    .map((file) => [file, readFileSync(`web/src/${file}`, "utf8")]),
);

function formsOf(text: Text): Record<string, string> {
  return typeof text === "string" ? { other: text } : { ...text };
}

function namesIn(pattern: string): string {
  const names = piecesOf(pattern).filter((_, at) => at % 2 === 1);
  return [...new Set(names)].sort().join();
}

describe.each([...LANGUAGES])("the texts of the pages in %s", (language) => {
  const texts = CATALOGUES[language];

  test("have the keys of the English ones, and no other", () => {
    expect(Object.keys(texts).sort()).toEqual([...KEYS].sort());
  });

  test("have the placeholders of the English ones; a form for one thing may say the number as a word", () => {
    const wrong = KEYS.filter((key) => {
      const expected = namesIn(formsOf(en[key])["other"] ?? "");
      const { other, ...forms } = formsOf(texts[key] ?? "");
      const isWrong = (pattern: string) => ![expected, expected.replace("count", "")].includes(namesIn(pattern));
      return namesIn(other ?? "") !== expected || Object.values(forms).some(isWrong);
    });
    expect(wrong).toEqual([]);
  });

  test("have every plural form of the language, where the English one has forms", () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const plurals = KEYS.filter((key) => typeof en[key] !== "string");
    expect(plurals.length).toBeGreaterThan(0);
    for (const key of KEYS) {
      const forms = plurals.includes(key) ? [...pluralCategories].sort() : ["other"];
      expect([key, Object.keys(formsOf(texts[key] ?? "")).sort()]).toEqual([key, forms]);
    }
  });

  test("are written, and are not the English ones", () => {
    const empty = KEYS.filter((key) => Object.values(formsOf(texts[key] ?? "")).some((text) => text.trim() === ""));
    expect(empty).toEqual([]);
    // A sentence is never the same in two languages; a word such as "Sessions" may be.
    const copied = KEYS.filter((key) => {
      const text = texts[key];
      return language !== "en" && typeof text === "string" && /\w \w/.test(text) && text === en[key];
    });
    expect(copied).toEqual([]);
  });
});

test("French keeps its signs and quotation marks on the line of their words", () => {
  const patterns = Object.values(fr).flatMap((text) => Object.values(formsOf(text)));
  expect(patterns.filter((pattern) => / [?!:;»]|« /.test(pattern))).toEqual([]);
});

test("every text of the pages is used", () => {
  const code = [...CODE.values()].join("\n");
  const byName = STRENGTHS.map((strength) => `password.${strength}`);
  const unused = KEYS.filter((key) => !code.includes(`"${key}"`) && !byName.includes(key));
  expect(unused).toEqual([]);
});

test("the pages have no text outside the catalogues", () => {
  const outside = [...CODE].flatMap(([file, code]) => textsIn(file, code));
  expect(outside.filter((text) => !(text in en))).toEqual([]);
});

test("the document has no text of its own: the server fills them in", () => {
  const html = readFileSync("web/index.html", "utf8").replaceAll(/<!--.*?-->/gs, "");
  const texts = html.split(/<[^>]*>/s).map((text) => text.replaceAll(/%[\w.]+%/g, ""));
  expect(texts.filter((text) => /\p{L}/u.test(text))).toEqual([]);
  expect(html).not.toMatch(/\s(?:title|alt|aria-label)=/);
});

describe("textsIn", () => {
  test.each([
    ["a text node", "<p>Sign in</p>", ["Sign in"]],
    ["a word in braces", '<button>{shown ? "Hide" : t("x.y")}</button>', ["Hide"]],
    ["a label for screen readers", '<nav aria-label="Account" class="menu" />', ["Account"]],
    ["the label of a component", '<Field name="email" label={`Your email`} />', ["Your email"]],
    ["a sentence that is passed on", 'setResult("All done.")', ["All done."]],
  ])("finds %s", (_what, code, texts) => {
    expect(textsIn("page.tsx", `const page = ${code};`)).toEqual(texts);
  });

  test.each([
    ["what only developers read", 'new Error("The document has no element.")'],
    ["classes, keys and codes", '<p class="button primary">{t("form.kept")}{" "}·{code === "PAGE" && <b />}</p>'],
  ])("leaves out %s", (_what, code) => {
    expect(textsIn("page.tsx", `const page = ${code};`)).toEqual([]);
  });
});
