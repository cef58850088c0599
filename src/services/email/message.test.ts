import { expect, test } from "vitest";
import { senderOf } from "./message.js";

test.each([
  ["no-reply@example.com", "", "no-reply@example.com"],
  ["Example <no-reply@example.com>", "Example", "no-reply@example.com"],
  ['"Acme, Inc." <no-reply@example.com>', "Acme, Inc.", "no-reply@example.com"],
  ['"A \\"B\\" \\\\ C" <no-reply@example.com>', 'A "B" \\ C', "no-reply@example.com"],
  ['"Eve <eve@evil.example>" <no-reply@example.com>', "Eve <eve@evil.example>", "no-reply@example.com"],
  ["Acme, Inc. <no-reply@example.com>", "Acme, Inc.", "no-reply@example.com"],
])("%s is one sender", (from, name, address) => {
  expect(senderOf(from)).toEqual({ name, address });
});
