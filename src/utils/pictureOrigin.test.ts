import { expect, test } from "vitest";
import { pictureOriginOf } from "./pictureOrigin.js";

test.each([
  ["https://pictures.example/ada.png", "https://pictures.example"],
  ["https://PICTURES.example:8443/a?b#c", "https://pictures.example:8443"],
  ["https://bücher.example/ada.png", "https://xn--bcher-kva.example"],
  ["https://127.0.0.1:4700/ada.png", "https://127.0.0.1:4700"],
])("%s is loaded from %s", (address, origin) => {
  expect(pictureOriginOf(address)).toBe(origin);
});

// Each of these is a valid URL with exactly this host, or none at all.
test.each([
  "https://a;script-src 'unsafe-inline'.example/",
  "https://a;script-src.example/",
  "https://a,b.example/",
  "https://*/",
  "https://*.example/",
  "https://'none'/",
  'https://a"b.example/',
  "https://a b.example/",
  "https://[::1]/",
  "http://pictures.example/",
  "data:image/png;base64,AAAA",
  "javascript:alert(1)",
  "nothing",
  "",
  null,
])("%s may name no origin", (address) => {
  expect(pictureOriginOf(address)).toBeNull();
});
