import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { LANGUAGES, type Text } from "../../src/language/index.js";
import { en } from "../../src/messages/api/en.js";
import { type ApiTextKey, apiTexts } from "../../src/messages/api/index.js";
import { ERRORS } from "../../src/utils/errorCodes.js";
import { patternsOf, placeholdersOf } from "../support/catalogues.js";

const KEYS = Object.keys(en) as ApiTextKey[];

describe.each([...LANGUAGES])("the texts of answers in %s", (language) => {
  const texts: Readonly<Record<string, Text>> = apiTexts[language];

  test("have the keys of the English ones, and no other", () => {
    expect(Object.keys(texts).sort()).toEqual([...KEYS].sort());
  });

  test("have the placeholders of the English ones, in every plural form", () => {
    const wrong = KEYS.filter((key) => {
      const expected = placeholdersOf(patternsOf(en[key]).other).join();
      return Object.values(patternsOf(texts[key] ?? "")).some((pattern) => placeholdersOf(pattern).join() !== expected);
    });
    expect(wrong).toEqual([]);
  });

  test("have every plural form of the language, where they have forms", () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const forms = Object.values(texts).flatMap((text) => (typeof text === "string" ? [] : [Object.keys(text).sort()]));
    for (const form of forms) expect(form).toEqual([...pluralCategories].sort());
  });

  test("are sentences of that language: none is empty, or the English one", () => {
    const copied = KEYS.filter((key) => texts[key] === "" || (language !== "en" && texts[key] === en[key]));
    expect(copied).toEqual([]);
  });
});

test("every text is used", () => {
  const files = ["src", "web"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file.replaceAll("\\", "/")}`),
  );
  const code = files
    .filter((file) => /\.(ts|html)$/.test(file) && !/^src\/messages\/|\.test\.ts$|node_modules/.test(file))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  const unused = KEYS.filter((key) => !(key in ERRORS) && !code.includes(`"${key}"`) && !code.includes(`%${key}%`));
  expect(unused).toEqual([]);
});

test("the English text of an error is that of the table, of which the documentation is made", () => {
  for (const [code, { message }] of Object.entries(ERRORS)) expect(Reflect.get(en, code)).toBe(message);
});
