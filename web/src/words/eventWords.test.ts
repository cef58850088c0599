import type { ActivityEvent } from "@latchkey/client";
import { describe, expect, test } from "vitest";
import openApi from "../../../openapi.json" with { type: "json" };
import { causeWords } from "./causeWords.js";
import { eventWords } from "./eventWords.js";
import { preciseTime } from "./timeWords.js";

type Name = ActivityEvent["name"];

const { ActivityEvent: activity, Failure: failure } = openApi.components.schemas;
const events = activity.properties.name.enum as Name[];
const reasons = failure.properties.reason.enum;

const told = (name: Name, detail: ActivityEvent["detail"] = {}): string => {
  const { title, lines } = eventWords({ name, detail });
  return [title, ...lines].join(" ");
};

test("every event of the server has a title of its own", () => {
  expect(events.length).toBe(27);
  expect(new Set(events.map((name) => eventWords({ name, detail: {} }).title)).size).toBe(events.length);
});

test("every reason of the server is told as a cause", () => {
  expect(reasons.length).toBe(14);
  for (const reason of reasons) expect(causeWords(reason)).toEqual([expect.stringMatching(/^[A-Z].+\.$/)]);
  expect(causeWords("toString")).toEqual([]);
  expect(causeWords(null)).toEqual([]);
});

test("an event that this page does not know yet is shown all the same", () => {
  expect(told("passkey_added" as Name)).toBe("Something happened to the account");
});

test("a renewal from two networks names the other one, and says what to do when it was somebody else", () => {
  const words = told("token_repeated_from_other_network", { spentFrom: "198.51.100.4" });
  expect(words).toContain("renewed from 198.51.100.4");
  expect(words).toContain("end it in the list of sessions, then change your password");
});

describe("the use of a copy", () => {
  const detail = {
    reason: "reuse",
    openedAt: 1_789_000_000_000,
    openedFrom: "198.51.100.4",
    openedWith: "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
    presentedGeneration: 11,
    currentGeneration: 12,
    spentAt: 1_789_999_990_000,
  };

  test("is told as a chain: opened, exchanged, came again", () => {
    const { tone, lines } = eventWords({ name: "token_reused", detail });
    expect(tone).toBe("alarm");
    expect(lines[0]).toBe(
      `The session was opened on ${preciseTime(1_789_000_000_000)} with Firefox on Linux from 198.51.100.4.`,
    );
    expect(lines[1]).toBe(`Its key number 11 was exchanged for the next one on ${preciseTime(1_789_999_990_000)}.`);
    expect(lines[2]).toContain("key number 11 came again, while number 12 was in use");
  });

  test("is told without the time of the exchange when nobody remembers it", () => {
    expect(told("token_reused", { ...detail, spentAt: null })).toContain("long before");
  });
});

test.each<[Name, ActivityEvent["detail"], string]>([
  ["signed_in", { knownDevice: false }, "For the first time with this browser or program."],
  ["sign_in_failed", { code: "INVALID_CREDENTIALS" }, "The password was wrong."],
  ["sign_in_failed", { code: "ACCOUNT_DISABLED" }, "the account was disabled"],
  ["sign_in_failed", { code: "EMAIL_NOT_VERIFIED" }, "not verified"],
  ["session_revoked", { reason: "password-change" }, "Because the password was changed."],
  ["session_expired", { reason: "idle" }, "Nobody had used it for a long time."],
  ["settings_changed", { fields: "fullName, username" }, "Changed: name, username."],
  ["username_changed", { from: "ada" }, "It was ada before."],
  ["email_changed", { from: "old@example.com" }, "It was old@example.com before."],
  ["email_change_requested", { newEmail: "new@example.com" }, "A link was sent to new@example.com."],
])("%s with %j says: %s", (name, detail, words) => {
  expect(told(name, detail)).toContain(words);
});

test("a sign-in with a known browser is nothing to worry about", () => {
  expect(eventWords({ name: "signed_in", detail: { knownDevice: true } })).toEqual({
    title: "Signed in",
    tone: "good",
    lines: [],
  });
});
