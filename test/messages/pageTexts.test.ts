import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { LANGUAGES, type Text } from "../../src/language/index.js";
import { de } from "../../web/src/messages/de.js";
import { en } from "../../web/src/messages/en.js";
import { es } from "../../web/src/messages/es.js";
import { fr } from "../../web/src/messages/fr.js";
import { patternsOf, placeholdersOf } from "../support/catalogues.js";
import { readPageFiles, textsOutsideCatalogue } from "../support/pageTexts.js";

const KEYS = Object.keys(en) as (keyof typeof en)[];
const CATALOGUES: Record<(typeof LANGUAGES)[number], Readonly<Record<string, Text>>> = { en, de, fr, es };

/** Texts that are the same in English. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  de: ["common.optional"],
  fr: ["nav.sessions", "sessions.title"],
};

/** Keys that are put together: `password.${strength}`. */
const COMPOSED = ["password.weak", "password.fair", "password.good", "password.strong"];

describe.each([...LANGUAGES])("the texts of the pages in %s", (language) => {
  const texts = CATALOGUES[language];

  test("have the keys of the English ones, and no other", () => {
    expect(Object.keys(texts).sort()).toEqual([...KEYS].sort());
  });

  test("have the placeholders of the English ones; the form for one may leave out the number", () => {
    const wrong = KEYS.filter((key) => {
      const expected = placeholdersOf(patternsOf(en[key]).other);
      return Object.entries(patternsOf(texts[key] ?? "")).some(([form, pattern]) => {
        const names = placeholdersOf(form === "one" ? `${pattern}{count}` : pattern);
        return names.join() !== expected.join();
      });
    });
    expect(wrong).toEqual([]);
  });

  test("have the plural forms of the language wherever English has; millions may be like the others", () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const needed = pluralCategories.filter((category) => category !== "many" || ["en", "de"].includes(language));
    for (const key of KEYS) {
      const text = texts[key];
      if (typeof en[key] === "string") expect([key, typeof text]).toEqual([key, "string"]);
      else expect([key, Object.keys(text ?? {}).sort()]).toEqual([key, expect.arrayContaining([...needed])]);
    }
  });

  test("are written in that language: none is empty, or the English one but for the words that are the same", () => {
    expect(KEYS.filter((key) => Object.values(patternsOf(texts[key] ?? "")).some((one) => one.trim() === ""))).toEqual(
      [],
    );
    if (language === "en") return;
    const copied = KEYS.filter((key) => JSON.stringify(texts[key]) === JSON.stringify(en[key]));
    expect(copied.sort()).toEqual([...(SAME[language] ?? [])].sort());
  });
});

test("every text of the pages is used, and the keys that are put together are there", () => {
  const code = readPageFiles()
    .filter(({ file }) => !LANGUAGES.some((language) => file.endsWith(`/messages/${language}.ts`)))
    .map((file) => file.code)
    .join("\n");
  const unused = KEYS.filter((key) => !code.includes(`"${key}"`) && !COMPOSED.includes(key));
  expect(unused).toEqual([]);
  expect(code).toMatch(/`password\.\$\{strength\}`/);
  expect(COMPOSED.filter((key) => !(key in en))).toEqual([]);
});

describe("a text outside the catalogues", () => {
  test("is in no page", () => {
    expect(readPageFiles().flatMap(({ file, code }) => textsOutsideCatalogue(file, code))).toEqual([]);
  });

  test("is not in the document: the server fills in its texts", () => {
    const html = readFileSync("web/index.html", "utf8").replaceAll(/<!--.*?-->/gs, "");
    const texts = html.split(/<[^>]*>/s).map((text) => text.replaceAll(/%[\w.]+%/g, "").trim());
    expect(texts.filter((text) => /\p{L}/u.test(text))).toEqual([]);
    expect(html).not.toMatch(/\s(?:title|alt|aria-label)=/);
  });

  test.each([
    ["between tags", "<p>Sign in</p>", "Sign in"],
    ["in an attribute", '<input aria-label="Name" />', "Name"],
    ["of a condition", '<p>{isBusy ? "Saving" : t("profile.save")}</p>', "Saving"],
    ["behind a condition", '<p>{isBusy && "Saving"}</p>', "Saving"],
    ["in a template", `<p>{\`\${count} devices\`}</p>`, "devices"],
    ["in a property that somebody reads", '<Field label={isNew ? "New" : ""} />', "New"],
  ])("%s is found", (_where, code, text) => {
    expect(textsOutsideCatalogue("a.tsx", code)).toEqual([`a.tsx:1 ${text}`]);
  });

  test.each([
    '<p>{t("profile.save")} · {count}</p>',
    '<Rich text="profile.linkSent" parts={{}} />',
    '<input name="email" type={isShown ? "text" : "password"} class="input" />',
    '<p>{status === "busy" && <Waiting />}</p>',
  ])("is not what nobody reads: %s", (code) => {
    expect(textsOutsideCatalogue("a.tsx", code)).toEqual([]);
  });
});
