import { expect, test } from "vitest";
import openApi from "../../../openapi.json" with { type: "json" };
import { signedOutMessage } from "./signedOutMessages.js";

type Reason = Parameters<typeof signedOutMessage>[0];

const documented = openApi.components.schemas.Failure.properties.reason.enum as Exclude<Reason, null>[];

test("every reason of the server has words of its own", () => {
  const texts = documented.map((reason) => signedOutMessage(reason)?.what);
  expect(documented.length).toBe(15);
  expect(new Set(texts).size).toBe(documented.length);
});

test.each([...documented, "signed-out-here", "signed-out-elsewhere-in-this-browser"] as const)(
  "%s is described in whole sentences",
  (reason) => {
    const words = signedOutMessage(reason);
    expect(words?.what).toMatch(/^[A-Z].+\.$/);
    if (words?.next !== null) expect(words?.next).toMatch(/^[A-Z].+[.?]$/);
  },
);

test("only what may be a theft is alarming", () => {
  expect(documented.filter((reason) => signedOutMessage(reason)?.alarming)).toEqual(["reuse", "fork", "guessing"]);
});

test("shows nothing when nobody was signed in, and a calm text for an unknown reason", () => {
  expect(signedOutMessage(null)).toBeNull();
  expect(signedOutMessage("invented-tomorrow" as Reason)).toEqual(signedOutMessage("unknown"));
});
