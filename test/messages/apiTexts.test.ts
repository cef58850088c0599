import { describe, expect, test } from "vitest";
import { LANGUAGES, type Texts } from "../../src/language/index.js";
import { en } from "../../src/messages/api/en.js";
import { type ApiTextKey, apiTexts } from "../../src/messages/api/index.js";
import { ERRORS } from "../../src/utils/errorCodes.js";

const KEYS = Object.keys(en) as ApiTextKey[];

describe.each([...LANGUAGES])("the texts of answers in %s", (language) => {
  const texts: Texts = apiTexts[language];

  test("are sentences of that language: none is empty, or the English one", () => {
    const copied = KEYS.filter((key) => texts[key] === "" || (language !== "en" && texts[key] === en[key]));
    expect(copied).toEqual([]);
  });
});

test("the English text of an error is that of the table, of which the documentation is made", () => {
  for (const [code, { message }] of Object.entries(ERRORS)) expect(Reflect.get(en, code)).toBe(message);
});
