import type { ActivityEvent } from "@latchkey/client";
import { deviceName } from "./deviceName.js";
import { preciseTime } from "./formatTime.js";
import { type PlainKey, t } from "./messages.js";
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
  readonly title: PlainKey;
  readonly tone?: Tone;
  readonly lines?: (detail: Detail) => readonly string[];
}

const notYou = (): string => t("event.notYou");

const EVENTS: Record<Name, EventText> = {
  registered: { title: "event.registered", tone: "good" },
  signed_in: { title: "event.signedIn", tone: "good", lines: signIn },
  sign_in_failed: { title: "event.signInFailed", tone: "attention", lines: refusal },
  second_factor_asked: { title: "event.secondFactorAsked", lines: () => [t("event.secondFactorAskedLine"), notYou()] },
  password_refused: {
    title: "event.passwordRefused",
    tone: "attention",
    lines: () => [t("event.passwordRefusedLine"), notYou()],
  },
  refreshed_late: {
    title: "event.refreshedLate",
    lines: () => [t("event.refreshedLateLine")],
  },
  token_repeated_from_other_network: {
    title: "event.twoNetworks",
    tone: "attention",
    lines: twoNetworks,
  },
  stale_retry_refused: {
    title: "event.staleRetry",
    lines: () => [t("event.staleRetryLine")],
  },
  token_reused: { title: "event.reused", tone: "alarm", lines: reuse },
  token_forked: { title: "event.forked", tone: "alarm", lines: ended },
  state_rollback: {
    title: "event.rollback",
    tone: "attention",
    lines: () => [t("event.rollbackLine")],
  },
  signed_out: { title: "event.signedOut", lines: ended },
  signed_out_everywhere: {
    title: "event.signedOutEverywhere",
    lines: () => [t("event.signedOutEverywhereLine")],
  },
  session_replaced: { title: "event.replaced", lines: ended },
  session_revoked: { title: "event.revoked", lines: ended },
  session_expired: { title: "event.expired", lines: ended },
  settings_changed: { title: "event.settings", lines: changedFields },
  username_changed: {
    title: "event.username",
    tone: "attention",
    lines: (detail) => [...named(detail, "from", (username) => t("event.usernameFrom", { username })), notYou()],
  },
  password_changed: { title: "event.passwordChanged", tone: "attention", lines: () => [notYou()] },
  password_reset: {
    title: "event.passwordReset",
    tone: "attention",
    lines: () => [t("event.passwordResetLine")],
  },
  passkey_added: { title: "event.passkeyAdded", tone: "attention", lines: passkey },
  passkey_renamed: { title: "event.passkeyRenamed", lines: passkeyName },
  passkey_removed: { title: "event.passkeyRemoved", tone: "attention", lines: passkey },
  passkey_refused: { title: "event.passkeyRefused", tone: "alarm", lines: passkey },
  passkey_counter_fell: {
    title: "event.passkeyCounter",
    lines: (detail) => [...passkeyName(detail), t("event.passkeyCounterLine")],
  },
  identity_linked: {
    title: "event.identityLinked",
    tone: "attention",
    lines: (detail) => [...atProvider(detail), t("event.identityLinkedNotYou")],
  },
  identity_unlinked: {
    title: "event.identityUnlinked",
    tone: "attention",
    lines: (detail) => [...atProvider(detail), notYou()],
  },
  email_verified: { title: "event.emailVerified", tone: "good" },
  earlier_methods_ended: {
    title: "event.earlierEnded",
    tone: "attention",
    lines: () => [t("event.earlierEndedLine")],
  },
  email_change_requested: {
    title: "event.emailRequested",
    tone: "attention",
    lines: (detail) => named(detail, "newEmail", (email) => t("event.emailRequestedLine", { email })),
  },
  email_changed: {
    title: "event.emailChanged",
    tone: "attention",
    lines: (detail) => named(detail, "from", (email) => t("event.emailFrom", { email })),
  },
  totp_enabled: { title: "event.totpEnabled", tone: "attention", lines: () => [t("event.othersEnded"), notYou()] },
  totp_disabled: { title: "event.totpDisabled", tone: "attention", lines: () => [t("event.othersEnded"), notYou()] },
  recovery_codes_made: { title: "event.recoveryCodesMade", tone: "attention", lines: () => [notYou()] },
  recovery_code_used: {
    title: "event.recoveryCodeUsed",
    tone: "attention",
    lines: ({ left }) => [...(typeof left === "number" ? [t("event.codesLeft", { count: left })] : []), notYou()],
  },
  second_factor_refused: {
    title: "event.codeRefused",
    tone: "attention",
    lines: () => [t("event.codeRefusedLine"), notYou()],
  },
  second_factors_reset: {
    title: "event.factorsReset",
    tone: "alarm",
    lines: () => [t("event.byOperatorEnded")],
  },
  data_exported: { title: "event.exported", tone: "attention" },
  account_disabled: {
    title: "event.disabled",
    tone: "alarm",
    lines: () => [t("event.byOperatorEnded")],
  },
  account_enabled: { title: "event.enabled", tone: "good", lines: () => [t("event.byOperator")] },
  roles_changed: {
    title: "event.roles",
    tone: "attention",
    lines: (detail) => [
      t("event.byOperator"),
      ...named(detail, "roles", (roles) => (roles === "" ? t("event.rolesNone") : t("event.rolesNow", { roles }))),
    ],
  },
  account_deleted: { title: "event.deleted" },
};

/** The text for an event. */
export function eventMessage({ name, detail }: Pick<ActivityEvent, "name" | "detail">): EventMessage {
  // A newer server may send events that this page does not know.
  const text: EventText = EVENTS[name] ?? { title: "event.unknown" };
  return { title: t(text.title), tone: text.tone ?? "plain", lines: text.lines?.(detail) ?? [] };
}

function signIn(detail: Detail): readonly string[] {
  return detail["knownDevice"] === false ? [t("event.firstSignIn"), notYou()] : [];
}

function refusal(detail: Detail): readonly string[] {
  switch (detail["code"]) {
    case "ACCOUNT_DISABLED":
      return [t("event.refusedDisabled")];
    case "EMAIL_NOT_VERIFIED":
      return [t("event.refusedNotVerified")];
    case "REFUSED_BY_APP":
      return [t("event.refusedByApp")];
    case "CODE_INVALID":
      return [t("event.refusedCode")];
    default:
      return [t("event.refusedPassword")];
  }
}

function changedFields(detail: Detail): readonly string[] {
  const names: Record<string, string> = {
    fullName: t("event.fieldFullName"),
    username: t("event.fieldUsername"),
    avatarUrl: t("event.fieldPicture"),
    locale: t("event.fieldLanguage"),
  };
  return named(detail, "fields", (fields) => {
    const words = fields.split(", ").map((field) => names[field] ?? field);
    return t("event.settingsFields", { fields: words.join(", ") });
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
      ? t("event.reusedSpent", { presented, time: preciseTime(spentAt) })
      : t("event.reusedOld");
  const back =
    typeof presented === "number" && typeof current === "number"
      ? t("event.reusedAgain", { presented, current })
      : t("event.reusedCopy");
  return [...opening(detail), spent, back, t("event.reusedLine")];
}

function twoNetworks(detail: Detail): readonly string[] {
  return [
    ...named(detail, "spentFrom", (network) => t("event.twoNetworksFrom", { network })),
    t("event.twoNetworksLine"),
  ];
}

function opening(detail: Detail): readonly string[] {
  const { openedAt, openedFrom, openedWith } = detail;
  if (typeof openedAt !== "number") return [];
  const time = preciseTime(openedAt);
  const device = typeof openedWith === "string" ? deviceName(openedWith) : null;
  const address = typeof openedFrom === "string" ? openedFrom : null;
  if (device !== null && address !== null) return [t("event.openedWithFrom", { time, device, address })];
  if (device !== null) return [t("event.openedWith", { time, device })];
  return [address === null ? t("event.opened", { time }) : t("event.openedFrom", { time, address })];
}

function passkeyName(detail: Detail): readonly string[] {
  return named(detail, "name", (name) => t("event.passkeyName", { name }));
}

function passkey(detail: Detail): readonly string[] {
  return [...passkeyName(detail), notYou()];
}

function atProvider(detail: Detail): readonly string[] {
  return named(detail, "provider", (name) => t("event.identityProvider", { provider: name }));
}

function named(detail: Detail, key: string, tell: (value: string) => string): readonly string[] {
  const value = detail[key];
  return typeof value === "string" ? [tell(value)] : [];
}
