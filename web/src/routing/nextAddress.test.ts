import { expect, test } from "vitest";
import { nextAddress } from "./nextAddress.js";

const ORIGIN = "https://auth.example.com";
const APP = "https://app.example.com";
const nextOf = (raw: string | null, ...next: string[]) => nextAddress(raw, { origin: ORIGIN, next });

test.each([
  ["/account", "/account"],
  ["/account/sessions?sort=new#top", "/account/sessions?sort=new#top"],
  ["/app/../account", "/account"],
  ["/?next=//evil.example", "/?next=//evil.example"],
  ["/%2f/evil.example", "/%2f/evil.example"],
])("a path of this origin is followed: %s", (raw, path) => {
  expect(nextOf(raw, APP)).toBe(path);
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
  "https://app.example.com.evil.example/",
  "https://app.example.comevil.example/",
  "https://app.example.com@evil.example/",
  "https://app.example.com:pass@evil.example/",
  "https://user@app.example.com/",
  "https://app.example.com:8443/",
  "https://app.example.com:443/",
  "https://APP.example.com/",
  "https:app.example.com/",
  "https:/app.example.com/",
  "https:///app.example.com/",
  "https:\\\\app.example.com/",
  "https://app.example.com\\evil",
  "https://app.example.com//evil.example",
  "https://app.example.com/\\evil.example",
  "https://app.example.com/.//evil.example",
  "https://app\t.example.com/",
  "http://app.example.com/",
  "ftp://app.example.com/",
  " https://app.example.com/",
  "//app.example.com/",
  "javascript://app.example.com/%0aalert(1)",
  "blob:https://app.example.com/x",
  "https://auth.example.com/account",
])("nothing else is: %j", (raw) => {
  expect(nextOf(raw, APP)).toBeNull();
});

test.each([
  [APP, `${APP}/`],
  [`${APP}/orders?sort=new#top`, `${APP}/orders?sort=new#top`],
  [`${APP}?a=b`, `${APP}/?a=b`],
  [`${APP}/a/../b`, `${APP}/b`],
  ["http://localhost:5173/x", "http://localhost:5173/x"],
])("an address of an origin that is named is followed: %s", (raw, address) => {
  expect(nextOf(raw, "http://localhost:5173", APP)).toBe(address);
  expect(nextOf(raw)).toBeNull();
});

test("what is followed never leaves the origins, whatever characters it is made of", () => {
  const parts = ["/", "\\", "\t", "\n", "\r", ".", "@", ":", "evil.example", "?", "#", "%2f", " "];
  for (const a of parts) {
    for (const b of parts) {
      for (const c of parts) {
        const path = nextOf(`/${a}${b}${c}evil.example`, APP);
        if (path !== null) expect(new URL(path, ORIGIN).origin).toBe(ORIGIN);
        const address = nextOf(`${APP}${a}${b}${c}evil.example`, APP);
        if (address !== null) expect(new URL(address, ORIGIN).origin).toBe(APP);
      }
    }
  }
});
