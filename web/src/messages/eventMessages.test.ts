import type { ActivityEvent } from "@latchkey/client";
import { describe, expect, test } from "vitest";
import openApi from "../../../openapi.json" with { type: "json" };
import { eventMessage } from "./eventMessages.js";
import { preciseTime } from "./formatTime.js";
import { terminationMessage } from "./terminationMessages.js";

type Name = ActivityEvent["name"];

const { ActivityEvent: activity, Failure: failure } = openApi.components.schemas;
const events = activity.properties.name.enum as Name[];
const reasons = failure.properties.reason.enum;

const textOf = (name: Name, detail: ActivityEvent["detail"] = {}): string => {
  const { title, lines } = eventMessage({ name, detail });
  return [title, ...lines].join(" ");
};

test("every event of the server has a title of its own", () => {
  expect(events.length).toBe(42);
  expect(new Set(events.map((name) => eventMessage({ name, detail: {} }).title)).size).toBe(events.length);
});

test("has a message for every reason of the server", () => {
  expect(reasons.length).toBe(15);
  for (const reason of reasons) expect(terminationMessage(reason)).toEqual([expect.stringMatching(/^[A-Z].+\.$/)]);
  expect(terminationMessage("toString")).toEqual([]);
  expect(terminationMessage(null)).toEqual([]);
});

test("an event that this page does not know yet is shown all the same", () => {
  expect(textOf("of_a_later_release" as Name)).toBe("Something happened to the account");
});

test("a renewal from two networks names the other one, and says what to do when it was somebody else", () => {
  const words = textOf("token_repeated_from_other_network", { spentFrom: "198.51.100.4" });
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

  test("is described as a chain: opened, exchanged, used again", () => {
    const { tone, lines } = eventMessage({ name: "token_reused", detail });
    expect(tone).toBe("alarm");
    expect(lines[0]).toBe(
      `The session was opened on ${preciseTime(1_789_000_000_000)} with Firefox on Linux from 198.51.100.4.`,
    );
    expect(lines[1]).toBe(`Its key number 11 was exchanged for the next one on ${preciseTime(1_789_999_990_000)}.`);
    expect(lines[2]).toContain("key number 11 was used again, while number 12 was current");
  });

  test("is described without the time of the exchange when it is not stored", () => {
    expect(textOf("token_reused", { ...detail, spentAt: null })).toContain("long before");
  });
});

test.each<[Name, ActivityEvent["detail"], string]>([
  ["signed_in", { knownDevice: false }, "This is the first sign-in with this browser or app."],
  ["sign_in_failed", { code: "INVALID_CREDENTIALS" }, "The password was wrong."],
  ["sign_in_failed", { code: "ACCOUNT_DISABLED" }, "the account is disabled"],
  ["sign_in_failed", { code: "EMAIL_NOT_VERIFIED" }, "not verified"],
  ["sign_in_failed", { code: "REFUSED_BY_APP" }, "the app refused"],
  ["session_revoked", { reason: "password-change" }, "The password was changed."],
  ["session_expired", { reason: "idle" }, "It was inactive for a long time."],
  ["settings_changed", { fields: "fullName, username" }, "Changed: name, username."],
  ["username_changed", { from: "ada" }, "The previous username was ada."],
  ["passkey_added", { name: "Phone" }, 'Its name is "Phone".'],
  ["sign_in_failed", { code: "CODE_INVALID" }, "A code of an email was wrong"],
  ["identity_linked", { provider: "acme" }, "The account is at acme."],
  ["email_changed", { from: "old@example.com" }, "The previous address was old@example.com."],
  ["email_change_requested", { newEmail: "new@example.com" }, "A link was sent to new@example.com."],
])("%s with %j says: %s", (name, detail, words) => {
  expect(textOf(name, detail)).toContain(words);
});

test("a sign-in with a known browser is nothing to worry about", () => {
  expect(eventMessage({ name: "signed_in", detail: { knownDevice: true } })).toEqual({
    title: "Signed in",
    tone: "good",
    lines: [],
  });
});
