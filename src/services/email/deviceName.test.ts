import fc from "fast-check";
import { expect, test } from "vitest";
import { mailLanguage } from "../../messages/mails/index.js";
import { deviceName } from "./deviceName.js";

const { t } = mailLanguage("en");
const CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0";
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";

test.each([
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox on macOS"],
  [`Mozilla/5.0 (X11; Linux x86_64) ${CHROME} Safari/537.36`, "Chrome on Linux"],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/126.0.0.0`, "Microsoft Edge on Windows"],
  [`Mozilla/5.0 (Linux; Android 14; Pixel 8) ${CHROME} Mobile Safari/537.36`, "Chrome on Android"],
  [IPHONE, "Safari on an iPhone"],
  ["Firefox/128.0", "Firefox"],
  ["curl/8.5.0", "curl"],
  ["python-requests/2.31", "python-requests"],
  ["okhttp/4.12.0", "okhttp"],
  ["Go-http-client/2.0", "Go-http-client"],
  ["node", "node"],
])("%s is shown as %s", async (userAgent, name) => {
  expect(await deviceName(userAgent, t)).toBe(name);
});

test("is named in the language of the mail", async () => {
  expect(await deviceName(IPHONE, mailLanguage("de-AT").t)).toBe("Safari auf einem iPhone");
});

test.each([
  null,
  "",
  "   ",
  "\u0000",
  "Your account is locked: http://evil.example/unlock",
  "Your account is locked",
  "evil.example",
  "evil.example/1.0",
  "www.evil/1.0",
  "eve@evil.example",
  "Call-0800-1234567/1.0",
  "Mozilla/5.0 (call 0800 1234) your/account is/locked",
  "x".repeat(500),
  "<script>alert(1)</script>",
])("%j is no device that a mail repeats", async (userAgent) => {
  expect(await deviceName(userAgent, t)).toBeNull();
});

test("whatever a client sends, a mail shows known names or one word, and nothing that becomes a link", async () => {
  const pieces = fc.constantFrom("Mozilla/5.0 ", "Chrome/1 ", "(X11; Linux)", "evil.example", "http://", "a/1", " ");
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(pieces, fc.string({ maxLength: 8 }))), async (parts) => {
      const name = (await deviceName(parts.join(""), t)) ?? "";
      expect(name).not.toMatch(/[.@<>/\p{C}]|www/iu);
      expect(name.length).toBeLessThanOrEqual(60);
    }),
  );
});
