import { expect, test } from "vitest";
import { nextPath } from "./nextPath.js";

const ORIGIN = "https://auth.example.com";

test.each([
  ["/account", "/account"],
  ["/account/sessions?sort=new#top", "/account/sessions?sort=new#top"],
  ["/app/../account", "/account"],
  ["/?next=//evil.example", "/?next=//evil.example"],
  ["/%2f/evil.example", "/%2f/evil.example"],
])("a path of this origin is followed: %s", (raw, path) => {
  expect(nextPath(raw, ORIGIN)).toBe(path);
});

test.each([
  null,
  "",
  "account",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/.//evil.example",
  "/a/..//evil.example",
  "/\n\\evil.example",
  " //evil.example",
  "https://evil.example/",
  "https://auth.example.com.evil.example/",
  "javascript:alert(1)",
  "data:text/html,x",
])("nothing else is: %j", (raw) => {
  expect(nextPath(raw, ORIGIN)).toBeNull();
});

test("what is followed never leaves the origin, whatever characters it is made of", () => {
  const parts = ["/", "\\", "\t", "\n", "\r", ".", "@", ":", "evil.example", "?", "#", "%2f", " "];
  for (const a of parts) {
    for (const b of parts) {
      for (const c of parts) {
        const path = nextPath(`/${a}${b}${c}evil.example`, ORIGIN);
        if (path !== null) expect(new URL(path, ORIGIN).origin).toBe(ORIGIN);
      }
    }
  }
});
