import type { ActivityEvent } from "@latchkey/client";
import { deviceName } from "./deviceName.js";
import { preciseTime } from "./formatTime.js";
import { terminationMessage } from "./terminationMessages.js";

type Name = ActivityEvent["name"];
type Detail = ActivityEvent["detail"];

export type Tone = "plain" | "good" | "attention" | "alarm";

export interface EventMessage {
  readonly title: string;
  readonly tone: Tone;
  /** The reason and the steps that led to it, one or two sentences each. */
  readonly lines: readonly string[];
}

interface EventText {
  readonly title: string;
  readonly tone?: Tone;
  readonly lines?: (detail: Detail) => readonly string[];
}

const NOT_YOU = "If this was not you, change your password.";

const EVENTS: Record<Name, EventText> = {
  registered: { title: "The account was created", tone: "good" },
  signed_in: { title: "Signed in", tone: "good", lines: signIn },
  sign_in_failed: { title: "A sign-in failed", tone: "attention", lines: refusal },
  password_refused: {
    title: "A wrong password was entered",
    tone: "attention",
    lines: () => ["A page of the account asked for it as proof.", NOT_YOU],
  },
  refreshed_late: {
    title: "A lost response was sent again",
    lines: () => ["The connection broke while the session was being renewed. The session continued."],
  },
  token_repeated_from_other_network: {
    title: "A session was used from two networks at once",
    tone: "attention",
    lines: twoNetworks,
  },
  stale_retry_refused: {
    title: "An outdated request was refused",
    lines: () => [
      "It asked to renew a session that was already renewed. No access was given, and the session continued.",
    ],
  },
  token_reused: { title: "A copied session was used, so it was ended", tone: "alarm", lines: reuse },
  token_forked: { title: "Two different keys of a session were used, so it was ended", tone: "alarm", lines: ended },
  state_rollback: {
    title: "The service was restored from a backup",
    tone: "attention",
    lines: () => ["A session was newer than the database."],
  },
  signed_out: { title: "Signed out", lines: ended },
  signed_out_everywhere: {
    title: "Signed out everywhere",
    lines: () => ["All sessions of the account were ended, by you or by an operator."],
  },
  session_replaced: { title: "A session was replaced", lines: ended },
  session_revoked: { title: "A session was ended", lines: ended },
  session_expired: { title: "A session expired", lines: ended },
  settings_changed: { title: "The profile was changed", lines: changedFields },
  username_changed: {
    title: "The username was changed",
    tone: "attention",
    lines: (detail) => [...named(detail, "from", (name) => `The previous username was ${name}.`), NOT_YOU],
  },
  password_changed: { title: "The password was changed", tone: "attention", lines: () => [NOT_YOU] },
  password_reset: {
    title: "The password was reset",
    tone: "attention",
    lines: () => ["With a link from an email. All sessions were ended."],
  },
  email_verified: { title: "The email address was verified", tone: "good" },
  email_change_requested: {
    title: "A new email address was requested",
    tone: "attention",
    lines: (detail) => named(detail, "newEmail", (address) => `A link was sent to ${address}.`),
  },
  email_changed: {
    title: "The email address was changed",
    tone: "attention",
    lines: (detail) => named(detail, "from", (address) => `The previous address was ${address}.`),
  },
  data_exported: { title: "The stored data was exported", tone: "attention" },
  account_disabled: {
    title: "The account was disabled",
    tone: "alarm",
    lines: () => ["By an operator. All sessions were ended."],
  },
  account_enabled: { title: "The account was enabled again", tone: "good", lines: () => ["By an operator."] },
  roles_changed: {
    title: "The roles were changed",
    tone: "attention",
    lines: (detail) => [
      "By an operator.",
      ...named(detail, "roles", (roles) => `Now: ${roles === "" ? "none" : roles}.`),
    ],
  },
  account_deleted: { title: "The account was deleted" },
};

/** The text for an event. */
export function eventMessage({ name, detail }: Pick<ActivityEvent, "name" | "detail">): EventMessage {
  // A newer server may send events that this page does not know.
  const text: EventText = EVENTS[name] ?? { title: "Something happened to the account" };
  return { title: text.title, tone: text.tone ?? "plain", lines: text.lines?.(detail) ?? [] };
}

function signIn(detail: Detail): readonly string[] {
  return detail["knownDevice"] === false ? ["This is the first sign-in with this browser or app.", NOT_YOU] : [];
}

function refusal(detail: Detail): readonly string[] {
  switch (detail["code"]) {
    case "ACCOUNT_DISABLED":
      return ["The password was correct, but the account is disabled."];
    case "EMAIL_NOT_VERIFIED":
      return ["The password was correct, but the email address was not verified yet."];
    case "REFUSED_BY_APP":
      return ["The password was correct, but the app refused the sign-in."];
    default:
      return ["The password was wrong."];
  }
}

function changedFields(detail: Detail): readonly string[] {
  const names: Record<string, string> = { fullName: "name", username: "username", avatarUrl: "picture" };
  return named(detail, "fields", (fields) => {
    const words = fields.split(", ").map((field) => names[field] ?? field);
    return `Changed: ${words.join(", ")}.`;
  });
}

/** The end of a session: the reason, and which session it was. */
function ended(detail: Detail): readonly string[] {
  return [...terminationMessage(detail["reason"]), ...opening(detail)];
}

/** The steps of a theft, in order. */
function reuse(detail: Detail): readonly string[] {
  const { spentAt, presentedGeneration: presented, currentGeneration: current } = detail;
  const spent =
    typeof spentAt === "number" && typeof presented === "number"
      ? `Its key number ${presented} was exchanged for the next one on ${preciseTime(spentAt)}.`
      : "An old key was used that had been exchanged long before.";
  const back =
    typeof presented === "number" && typeof current === "number"
      ? `Then key number ${presented} was used again, while number ${current} was current. Only a copy does that.`
      : "Only a copy does that.";
  return [
    ...opening(detail),
    spent,
    back,
    "If you do not recognize the browser or app above, it belongs to the thief: change your password.",
  ];
}

function twoNetworks(detail: Detail): readonly string[] {
  return [
    ...named(detail, "spentFrom", (network) => `It was renewed from ${network} and again from the address above.`),
    "Your device may have changed its network, from Wi-Fi to mobile, for example. If it did not, somebody may have a copy of the session: end it in the list of sessions, then change your password.",
  ];
}

function opening(detail: Detail): readonly string[] {
  const { openedAt, openedFrom, openedWith } = detail;
  if (typeof openedAt !== "number") return [];
  const device = typeof openedWith === "string" ? ` with ${deviceName(openedWith)}` : "";
  const address = typeof openedFrom === "string" ? ` from ${openedFrom}` : "";
  return [`The session was opened on ${preciseTime(openedAt)}${device}${address}.`];
}

function named(detail: Detail, key: string, tell: (value: string) => string): readonly string[] {
  const value = detail[key];
  return typeof value === "string" ? [tell(value)] : [];
}
