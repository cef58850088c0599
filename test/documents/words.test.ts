import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Words and phrases that stop a reader, and what to write instead. */
const AVOID: readonly (readonly [pattern: string, instead: string])[] = [
  ["whoever|whomever", "anybody who, the user who"],
  ["tells|told", "says, reports, informs; distinguishes"],
  ["hears", "is notified"],
  ["anew", "again"],
  ["mend(s|ed|ing)?", "fix"],
  ["lest", "so that … not"],
  ["be it", "whether"],
  ["dearest", "slowest"],
  ["of today|as it is now", "current"],
  ["what became of", "the outcome of"],
  ["the word about it", "the message"],
  ["(has|have|had) to do with", "concerns"],
  ["there is none", "it does not exist"],
  ["so to each other", "what relates the two"],
  ["lea(ves?|ving|ft) alone", "does not change"],
  ["for ever", "forever"],
  ["clear(s|ed|ing)? away", "delete, cleanup"],
  ["the trail", "the audit log"],
  ["e-mails?", "email"],
  ["misspelt|spelt|learnt", "misspelled, spelled, learned"],
  ["(col|behavi|fav|hon|neighb|harb|lab)our\\w*", "-or"],
  ["\\w{3,}(iali|ogni|mali|thori|gani|mari|nimi|ximi|timi|roni)s(e|es|ed|ing|ation|er)", "-ize"],
  ["licence[sd]?|defence|offence|judgement", "license, defense, offense, judgment"],
  ["(cance|mode|labe|trave|signa)ll(ed|ing)", "one l"],
  ["grey|whilst|amongst|towards|centres?", "gray, while, among, toward, center"],
];

const REFUSED = new RegExp(`\\b(${AVOID.map(([pattern]) => pattern).join("|")})\\b`, "gi");

/** The code of a command, which does not change. */
const ALLOWED = ["CANCELLED"];

/** A comment that cites a number of a list that only its author had. */
const CITED_NUMBER = /(?:\/\/|^\s*\/?\*).*\b([FR]\d{1,2})\b/;

const files = [
  ...readdirSync(".").filter((file) => file.endsWith(".md")),
  ...["src", "web", "packages", "docs", "test", "scripts", "examples", "templates"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file.replaceAll("\\", "/")}`),
  ),
].filter(
  (file) =>
    /\.(ts|tsx|mjs|css|html|md)$/.test(file) &&
    !/node_modules|\/dist\/|\.generated\.|docs\/\.vitepress\/cache/.test(file) &&
    // The list itself, and a value of the proof's model.
    !/^test\/(documents\/words\.test|support\/proofs\/RealWorld)\.ts$/.test(file) &&
    // The words of other languages.
    !/\/messages\/(?:\w+\/)?(?!en\.)[a-z]{2}\.ts$/.test(file) &&
    // A released migration never changes, not even a comment in its SQL.
    !file.startsWith("src/stores/sqlite/migrations/"),
);

function placesOf(pattern: RegExp, of: readonly string[]): string[] {
  return of.flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .flatMap((line, index) =>
        [...line.matchAll(pattern)]
          .filter(([, word = ""]) => !ALLOWED.includes(word))
          .map(([, word]) => `${file}:${index + 1}: ${word}, in: ${line.trim().slice(0, 120)}`),
      ),
  );
}

test("nobody needs a dictionary: plain words, American spelling", () => {
  expect(placesOf(REFUSED, files)).toEqual([]);
});

test("a comment says the rule and cites no number that is defined nowhere", () => {
  const code = files.filter((file) => /\.tsx?$/.test(file));

  expect(placesOf(new RegExp(CITED_NUMBER, "g"), code)).toEqual([]);
});
