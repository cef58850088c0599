import { expect, test } from "vitest";
import { leaksIn } from "../support/telemetry/encodings.js";

const SECRET = 'first secret, of "nr" 1/+é';

test.each([
  ["as it is", SECRET],
  ["in JSON", JSON.stringify({ password: SECRET })],
  ["in a query", `/x?password=${encodeURIComponent(SECRET)}`],
  ["in a form", new URLSearchParams({ password: SECRET }).toString()],
  ["in a query, in lower case", `/x?password=${encodeURIComponent(SECRET).toLowerCase()}`],
  ["in Base64, behind other text", Buffer.from(`ada:${SECRET}`).toString("base64")],
  ["in Base64 for URLs, amid other text", Buffer.from(`ab:${SECRET}:cd`).toString("base64url")],
  ["in hex", Buffer.from(SECRET).toString("hex")],
])("a secret is found %s", (name, text) => {
  const found = leaksIn(`before ${text} after`, [SECRET, "another secret that is not there"]);
  expect([name, found]).toEqual([name, ["first secret…"]]);
});

test("and nothing else is", () => {
  expect(leaksIn("a first secret of nr 1", [SECRET])).toEqual([]);
});
