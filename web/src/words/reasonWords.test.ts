import { expect, test } from "vitest";
import openApi from "../../../openapi.json" with { type: "json" };
import { reasonWords } from "./reasonWords.js";

type Reason = Parameters<typeof reasonWords>[0];

const documented = openApi.components.schemas.Failure.properties.reason.enum as Exclude<Reason, null>[];

test("every reason of the server has words of its own", () => {
  const texts = documented.map((reason) => reasonWords(reason)?.what);
  expect(documented.length).toBe(14);
  expect(new Set(texts).size).toBe(documented.length);
});

test.each([...documented, "signed-out-here", "signed-out-elsewhere-in-this-browser"] as const)(
  "%s is told in whole sentences",
  (reason) => {
    const words = reasonWords(reason);
    expect(words?.what).toMatch(/^[A-Z].+\.$/);
    if (words?.next !== null) expect(words?.next).toMatch(/^[A-Z].+[.?]$/);
  },
);

test("only what may be a theft is alarming", () => {
  expect(documented.filter((reason) => reasonWords(reason)?.alarming)).toEqual(["reuse", "fork", "guessing"]);
});

test("nobody is told anything when nobody was signed in; an unknown reason is told calmly", () => {
  expect(reasonWords(null)).toBeNull();
  expect(reasonWords("invented-tomorrow" as Reason)).toEqual(reasonWords("unknown"));
});
