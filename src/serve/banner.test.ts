import { expect, test } from "vitest";
import { configFromOptions, type LatchkeyOptions } from "../config/index.js";
import { startBanner } from "./index.js";

const SECRETS = {
  accessTokenSecret: "a secret of the banner 0123456789abcdef",
  refreshTokenSecret: "another secret of the banner 0123456789",
};
const mailLine = (options: LatchkeyOptions) =>
  /^Mail: .*$/m.exec(startBanner(configFromOptions({ ...SECRETS, ...options })))?.[0];

test("the greeting says where mail is: at its page, in files, or on its way", () => {
  expect(mailLine({})).toMatch(
    /^Mail: {5}http:\/\/localhost:3000\/outbox, written to \/.*outbox \(SMTP_URL is not set\)$/,
  );
  expect(mailLine({ publicUrl: "https://auth.example.com" })).toMatch(/^Mail: {5}written to /);
  expect(mailLine({ smtpUrl: "smtp://localhost" })).toBe("Mail:     by SMTP_URL");
});
