import { expect, test } from "vitest";
import { deviceName } from "./deviceName.js";

const MAC = "Macintosh; Intel Mac OS X 10.15";
const CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0";

test.each([
  [`Mozilla/5.0 (${MAC}; rv:127.0) Gecko/20100101 Firefox/127.0`, "Firefox on macOS"],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`, "Chrome on Windows"],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/126.0.0.0`, "Microsoft Edge on Windows"],
  [`Mozilla/5.0 (Linux; Android 14; Pixel 8) ${CHROME} Mobile Safari/537.36`, "Chrome on Android"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    "Safari on an iPhone",
  ],
  ["curl/8.5.0", "curl"],
  ["python-requests/2.31", "python-requests"],
  ["Acme Sync 3.1 (backup)", "Acme Sync 3.1"],
])("%s is %s", (userAgent, words) => {
  expect(deviceName(userAgent)).toBe(words);
});

test.each([null, "", "   ", "<script>alert(1)</script>"])("%j is an unknown program", (userAgent) => {
  expect(deviceName(userAgent)).toBe("Unknown app");
});

test("a name that somebody made long to fill the page is cut", () => {
  expect(deviceName("x".repeat(512))).toHaveLength(40);
});
