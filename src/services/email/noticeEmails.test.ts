import { describe, expect, test } from "vitest";
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
  "email-change-requested",
  "email-changed",
  "account-deleted",
];

const CLIENT = { ip: "203.0.113.9", userAgent: "Firefox/128.0" };
const NOTICE = { to: "ada@example.com", fullName: "Ada", at: NOW, ...CLIENT, locale: "en" };

describe.each(KINDS)("%s", (kind) => {
  const letter = noticeEmail(kind, noticeData({ kind, ...NOTICE }), "https://auth.example.com/id");
  const { text, html } = renderEmail(letter);

  test("says when, from where, by which browser, and what to do", () => {
    expect(letter.opening).toContain("Time: 15 January 2027, 08:00 UTC");
    expect(letter.opening).toContain("IP address: 203.0.113.9");
    expect(letter.opening).toContain("Browser: Firefox/128.0");
    expect(letter.closing[0]).toMatch(/^If (?:this was not you|you cannot explain it), /);
    expect(text).toContain("auth.example.com");
  });

  test("carries no link and no token", () => {
    expect(letter.link).toBeNull();
    expect(`${text}${html}`).not.toMatch(/https?:|href|token=/);
  });

  test("has a subject of one line that names the site", () => {
    expect(letter.subject).toMatch(/^[\x20-\x7e]+ at auth\.example\.com$/);
  });
});

test("who asked cannot write into the mail", () => {
  const data = noticeData({
    ...NOTICE,
    kind: "new-sign-in",
    fullName: "Ada\r\n\r\nhttp://evil.example",
    ip: "evil.example",
    userAgent: "Unlock your account: https://evil.example",
  });
  const letter = noticeEmail("new-sign-in", data, "https://auth.example.com");
  expect(JSON.stringify(letter)).not.toContain("evil");
  expect(letter).toMatchObject({ greeting: "Hello,", opening: expect.arrayContaining(["IP address: unknown"]) });
  expect(letter.opening).toContain("Browser: unknown");
});

test("a notice of a kind that this version does not know is not sent as another", () => {
  const payload = { mail: "lottery-won", to: "ada@example.com" };
  const job = { _id: "1", kind: "mail", userId: null, payload, attempts: 1, dueAt: NOW, createdAt: NOW };
  expect(() => readMailJob(job)).toThrow("kind");
});
