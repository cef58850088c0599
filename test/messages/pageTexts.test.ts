import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { LANGUAGES, type Text } from "../../src/language/index.js";
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

test.each(LANGUAGES.filter((language) => language !== "en"))(
  "no text of the pages in %s is the English one",
  (language) => {
    // A sentence is never the same in two languages; a word such as "Sessions" may be.
    const texts = CATALOGUES[language];
    expect(KEYS.filter((key) => /\w \w/.test(String(en[key])) && texts[key] === en[key])).toEqual([]);
  },
);

test("French keeps its signs and quotation marks on the line of their words", () => {
  const patterns = Object.values(fr).flatMap((text) => (typeof text === "string" ? [text] : Object.values(text)));
  expect(patterns.filter((pattern) => / [?!:;»]|« /.test(pattern))).toEqual([]);
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
