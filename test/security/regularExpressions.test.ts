import { readdirSync } from "node:fs";
import { check } from "recheck";
import { describe, expect, test } from "vitest";
import { EVERY_MEANT } from "../../src/utils/displayText.js";
import { type RegularExpression, readRegularExpressions, regularExpressionsOf } from "../support/sourceFiles.js";

/*
 * A pattern that tries many ways before it gives up can take seconds for one header of 16 KiB, and meanwhile nobody is
 * answered (CWE-1333). No limit helps: the header is read before any request is counted. So every pattern of the program is
 * judged, whatever text it is meant for: what is meant for an operator's text today is used for a request's tomorrow.
 */

const FOLDERS = ["src", "web/src", ...readdirSync("packages").map((name) => `packages/${name}/src`)];
const found = readRegularExpressions(FOLDERS);

/** The patterns that are put together of constants, and cannot be read from the code. One a file. */
const COMPOSED: Record<string, RegExp> = { "src/utils/displayText.ts": EVERY_MEANT };

/** Why a pattern may not be used. */
async function faultOf(expression: RegularExpression): Promise<string[]> {
  const { place } = expression;
  const composed = expression.pattern === null ? COMPOSED[place.split(":", 1)[0] ?? ""] : undefined;
  const { pattern, flags } = composed === undefined ? expression : { pattern: composed.source, flags: composed.flags };
  if (pattern === null) return [`${place} is made at run time`];
  // Part of the search is by chance: a seed makes it the same every time.
  const verdict = await check(pattern, flags, { randomSeed: 1, timeout: 60_000 });
  if (verdict.status === "safe") return [];
  return [`${place} is ${verdict.status === "vulnerable" ? verdict.complexity.summary : "not to be judged"}`];
}

async function faultsOf(expressions: readonly RegularExpression[]): Promise<string[]> {
  const faults: string[] = [];
  // One at a time: the checker gives up after some seconds, and would be slower in a crowd.
  for (const expression of expressions) faults.push(...(await faultOf(expression)));
  return faults;
}

describe("regular expressions", () => {
  // Where the checker has no program of its own it runs as JavaScript, which takes five times as long.
  test("never need more than time in proportion to the text, and are known before the program runs", {
    timeout: 120_000,
  }, async () => {
    expect(found.length).toBeGreaterThan(100);
    expect(new Set(found.map(({ place }) => place.split("/")[0]))).toEqual(new Set(["src", "web", "packages"]));
    expect(await faultsOf(found)).toEqual([]);
  });

  test("put together of constants are one for each file that is named here", () => {
    const composedIn = found.filter(({ pattern }) => pattern === null).map(({ place }) => place.split(":", 1)[0]);
    expect(composedIn).toEqual(Object.keys(COMPOSED));
  });

  test("that are slow are found in code, and those in comments and strings are none", async () => {
    const code = `
      // text.split(/\\s*;\\s*/)
      const text = "/(a+)+$/";
      const parts = text.split(/\\s*;\\s*/);
      const view = <p>{/^(a+)+$/.test(text)}</p>;
      const made = [new RegExp(text), RegExp(text)];
    `;
    expect(await faultsOf(regularExpressionsOf("page.tsx", code))).toEqual([
      "page.tsx:4 is 2nd degree polynomial",
      "page.tsx:5 is exponential",
      "page.tsx:6 is made at run time",
      "page.tsx:6 is made at run time",
    ]);
  });
});
