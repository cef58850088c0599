import type { ActivityEvent } from "@latchkey/client";
import { causeWords } from "./causeWords.js";
import { deviceWords } from "./deviceWords.js";
import { preciseTime } from "./timeWords.js";

type Name = ActivityEvent["name"];
type Detail = ActivityEvent["detail"];

export type Tone = "plain" | "good" | "attention" | "alarm";

export interface EventWords {
  readonly title: string;
  readonly tone: Tone;
  /** The cause and the chain that led to it, one sentence or two each. */
  readonly lines: readonly string[];
}

interface Telling {
  readonly title: string;
  readonly tone?: Tone;
  readonly lines?: (detail: Detail) => readonly string[];
}

const NOT_YOU = "Was it not you? Change your password.";

const EVENTS: Record<Name, Telling> = {
  registered: { title: "The account was created", tone: "good" },
  signed_in: { title: "Signed in", tone: "good", lines: signIn },
  sign_in_failed: { title: "A sign-in was refused", tone: "attention", lines: refusal },
  password_refused: {
    title: "A wrong password was given",
    tone: "attention",
    lines: () => ["It was asked for by a page of the account, as proof.", NOT_YOU],
  },
  refreshed_late: {
    title: "A lost answer was sent again",
    lines: () => ["The connection had broken while the session was being renewed. It went on."],
  },
  token_repeated_from_other_network: {
    title: "A session was used from two networks at once",
    tone: "attention",
    lines: twoNetworks,
  },
  stale_retry_refused: {
    title: "An old copy of a request was refused",
    lines: () => [
      "It asked to renew a session that had been renewed already. Nothing was given out, and nothing ended.",
    ],
  },
  token_reused: { title: "A copied session was used, so it was ended", tone: "alarm", lines: reuse },
  token_forked: { title: "Two keys of one session turned up, so it was ended", tone: "alarm", lines: ended },
  state_rollback: {
    title: "The service had gone back in time",
    tone: "attention",
    lines: () => ["A session knew more than the database: a backup was restored."],
  },
  signed_out: { title: "Signed out", lines: ended },
  signed_out_everywhere: {
    title: "Signed out everywhere",
    lines: () => ["Every session of the account was ended, by its owner or by an operator."],
  },
  session_replaced: { title: "A session was replaced", lines: ended },
  session_revoked: { title: "A session was ended", lines: ended },
  session_expired: { title: "A session ran out", lines: ended },
  settings_changed: { title: "The profile was changed", lines: changedFields },
  username_changed: {
    title: "The username was changed",
    tone: "attention",
    lines: (detail) => [...named(detail, "from", (name) => `It was ${name} before.`), NOT_YOU],
  },
  password_changed: { title: "The password was changed", tone: "attention", lines: () => [NOT_YOU] },
  password_reset: {
    title: "The password was reset",
    tone: "attention",
    lines: () => ["By a link in a mail. Every session was ended."],
  },
  email_verified: { title: "The e-mail address was verified", tone: "good" },
  email_change_requested: {
    title: "A new e-mail address was asked for",
    tone: "attention",
    lines: (detail) => named(detail, "newEmail", (address) => `A link was sent to ${address}.`),
  },
  email_changed: {
    title: "The e-mail address was changed",
    tone: "attention",
    lines: (detail) => named(detail, "from", (address) => `It was ${address} before.`),
  },
  data_exported: { title: "The stored data was read out", tone: "attention" },
  account_disabled: {
    title: "The account was disabled",
    tone: "alarm",
    lines: () => ["By an operator. Every session was ended."],
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

/** What happened, for the owner to read. */
export function eventWords({ name, detail }: Pick<ActivityEvent, "name" | "detail">): EventWords {
  // A newer server may know events that this page does not.
  const telling: Telling = EVENTS[name] ?? { title: "Something happened to the account" };
  return { title: telling.title, tone: telling.tone ?? "plain", lines: telling.lines?.(detail) ?? [] };
}

function signIn(detail: Detail): readonly string[] {
  return detail["knownDevice"] === false ? ["For the first time with this browser or program.", NOT_YOU] : [];
}

function refusal(detail: Detail): readonly string[] {
  switch (detail["code"]) {
    case "ACCOUNT_DISABLED":
      return ["The password was right, but the account was disabled."];
    case "EMAIL_NOT_VERIFIED":
      return ["The password was right, but the e-mail address was not verified yet."];
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

/** The end of a session: its cause, and the session that it was. */
function ended(detail: Detail): readonly string[] {
  return [...causeWords(detail["reason"]), ...opening(detail)];
}

/** The chain of a theft, in the order in which it happened. */
function reuse(detail: Detail): readonly string[] {
  const { spentAt, presentedGeneration: presented, currentGeneration: current } = detail;
  const spent =
    typeof spentAt === "number" && typeof presented === "number"
      ? `Its key number ${presented} was exchanged for the next one on ${preciseTime(spentAt)}.`
      : "The key that came had been exchanged for a newer one long before.";
  const back =
    typeof presented === "number" && typeof current === "number"
      ? `Then key number ${presented} came again, while number ${current} was in use. Only a copy does that.`
      : "Only a copy comes again.";
  return [
    ...opening(detail),
    spent,
    back,
    "Do you not know the browser or program above? Then it was the thief’s: change your password.",
  ];
}

function twoNetworks(detail: Detail): readonly string[] {
  return [
    ...named(detail, "spentFrom", (network) => `It was renewed from ${network}, and again from the address above.`),
    "Your device may have changed its network, from Wi-Fi to mobile, for example. If it did not, somebody may have a copy of the session: end it in the list of sessions, then change your password.",
  ];
}

function opening(detail: Detail): readonly string[] {
  const { openedAt, openedFrom, openedWith } = detail;
  if (typeof openedAt !== "number") return [];
  const device = typeof openedWith === "string" ? ` with ${deviceWords(openedWith)}` : "";
  const address = typeof openedFrom === "string" ? ` from ${openedFrom}` : "";
  return [`The session was opened on ${preciseTime(openedAt)}${device}${address}.`];
}

function named(detail: Detail, key: string, tell: (value: string) => string): readonly string[] {
  const value = detail[key];
  return typeof value === "string" ? [tell(value)] : [];
}
