import { expect, test } from "vitest";
import { trimTrailing } from "./trimTrailing.js";

test.each([
  ["", ""],
  ["/", ""],
  ["/app", "/app"],
  ["/app///", "/app"],
  ["//a//b//", "//a//b"],
])("%j without its trailing slashes is %j", (text, trimmed) => {
  expect(trimTrailing(text, "/")).toBe(trimmed);
});
