import { describe, expect, test } from "vitest";
import { BRAND } from "../../../test/support/mail/everyMail.js";
import { NOW } from "../../../test/support/records.js";
import { type NoticeKind, readMailJob } from "./mailJob.js";
import { noticeData, noticeEmail } from "./noticeEmails.js";
import { renderEmail } from "./renderEmail.js";

const KINDS: NoticeKind[] = [
  "new-sign-in",
  "token-reused",
  "password-changed",
  "password-reset",
  "username-changed",
  "passkey-added",
  "passkey-removed",
  "identity-linked",
  "identity-unlinked",
  "email-change-requested",
  "email-changed",
  "account-deleted",
];

const PUBLIC_URL = "https://auth.example.com/id";
const SITE = { publicUrl: PUBLIC_URL, brand: BRAND };
const CLIENT = {
  ip: "198.51.100.4",
  userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
};
const NOTICE = { to: "ada@example.com", fullName: "Ada", at: NOW, ...CLIENT, locale: "en" };

describe.each(KINDS)("%s", (kind) => {
  async function written() {
    const letter = noticeEmail(kind, await noticeData({ kind, ...NOTICE }, SITE), SITE);
    return { letter, ...renderEmail(letter, BRAND) };
  }

  test("says by which device, when and from where, and what to do", async () => {
    const { letter, text, html } = await written();
    for (const part of [text, html]) {
      expect(part).toContain("Chrome on Linux, 08:00 UTC, from 198.51.100.4");
      expect(part).toContain("15 January 2027");
      expect(part).not.toMatch(/Mozilla|AppleWebKit/);
    }
    expect(letter.advice[0]).toMatch(/^If (?:this was not you|you cannot explain it), /);
    expect(text).toContain("(auth.example.com)");
  });

  test("carries no token: who reads it can do nothing with its link", async () => {
    const { text, html } = await written();
    expect(`${text}${html}`).not.toMatch(/token=|#\w+=/);
  });

  test("has a subject of one line that names the brand", async () => {
    const { letter } = await written();
    expect(letter.subject).toMatch(/^[\x20-\x7e]+ at Example$/);
  });
});

test.each<[NoticeKind, string | null]>([
  ["new-sign-in", "account/password"],
  ["token-reused", "account/password"],
  ["username-changed", "account/password"],
  ["passkey-added", "account/security"],
  ["passkey-removed", "account/security"],
  ["identity-linked", "account/security"],
  ["identity-unlinked", "account/security"],
  ["email-change-requested", "account/password"],
  // A thief has set the password: the owner cannot sign in with the old one.
  ["password-changed", "forgot-password"],
  ["password-reset", "forgot-password"],
  ["email-changed", null],
  ["account-deleted", null],
])("the owner secures the account after %s at %s", async (kind, page) => {
  const data = await noticeData({ kind, ...NOTICE }, SITE);
  const url = page === null ? null : `${PUBLIC_URL}/${page}`;
  expect(data.secureLink).toBe(url);
  const { link } = noticeEmail(kind, data, SITE);
  expect(link?.url ?? null).toBe(url);
  expect(link?.label ?? "Secure my account").toBe("Secure my account");
});

test("who asked cannot write into the mail", async () => {
  const data = await noticeData(
    {
      ...NOTICE,
      kind: "new-sign-in",
      fullName: "Ada\r\n\r\nhttp://evil.example",
      ip: "evil.example",
      userAgent: "Unlock your account: https://evil.example",
    },
    SITE,
  );
  const letter = noticeEmail("new-sign-in", data, SITE);
  expect(JSON.stringify(letter)).not.toMatch(/evil|Unlock/);
  expect(letter.greeting).toBe("Hello,");
  expect(letter.facts?.summary).toBe("Unknown device, 08:00 UTC, from an unknown address");
});

test("a notice of a kind that this version does not know is not sent as another", () => {
  const payload = { mail: "lottery-won", to: "ada@example.com" };
  const job = { _id: "1", kind: "mail", userId: null, payload, attempts: 1, dueAt: NOW, createdAt: NOW };
  expect(() => readMailJob(job)).toThrow("kind");
});
