import { LatchkeyError } from "@latchkey/client";
import { formatWait } from "../messages/formatTime.js";
import { type PlainKey, t } from "../messages/messages.js";

/** Why a request failed, in the words of the page. */
export interface Problem {
  /** About the form as a whole; `null` when the fields have all messages. */
  readonly message: string | null;
  /** By the name of the field. */
  readonly fields: Readonly<Record<string, string>>;
  /** When another attempt is allowed, epoch milliseconds. */
  readonly retryAt: number | null;
  /** Whether another attempt may succeed. */
  readonly temporary: boolean;
  readonly code: string;
}

/** The fields of a form, and their names on the server. */
export interface FieldNames {
  /** The names of the form's fields. */
  readonly known: readonly string[];
  /** Names on the server that differ from those of the form. */
  readonly aliases?: Readonly<Record<string, string>> | undefined;
  /** The field to blame for a wrong password, where users must prove who they are. */
  readonly password?: string | undefined;
  /** The field to blame for a code that is not accepted. */
  readonly code?: string | undefined;
  /** The form's own texts for some codes. */
  readonly texts?: Texts | undefined;
}

export type Texts = Partial<Record<LatchkeyError["code"], PlainKey>>;

const DEFAULT_WAIT_SECONDS = 60;

const TEMPORARY: Partial<Record<LatchkeyError["code"], PlainKey>> = {
  NETWORK: "problem.unreachable",
  TIMEOUT: "problem.unreachable",
  BAD_RESPONSE: "problem.busy",
  STORE_UNAVAILABLE: "problem.busy",
  OVERLOADED: "problem.busy",
  INTERNAL: "problem.internal",
};

const TEXTS: Texts = {
  INVALID_CREDENTIALS: "problem.credentials",
  ACCOUNT_DISABLED: "problem.disabled",
  EMAIL_NOT_VERIFIED: "problem.notVerified",
  LINK_INVALID: "problem.link",
  CODE_INVALID: "problem.code",
  FLOW_INVALID: "problem.flow",
  PASSKEY_INVALID: "problem.passkey",
  PASSKEY_CANCELED: "problem.passkeyCanceled",
  PASSKEY_EXISTS: "problem.passkeyKnown",
  PASSKEYS_UNAVAILABLE: "problem.noPasskeys",
  REAUTHENTICATION_REQUIRED: "problem.reauthenticate",
};

/** Why a browser that has passkeys refuses one: the names of WebAuthn level 3, §5.1.3 and §5.1.4. */
const OF_BROWSER: Readonly<Record<string, PlainKey>> = {
  SecurityError: "problem.passkeyPlace",
  ConstraintError: "problem.passkeyDevice",
  NotSupportedError: "problem.passkeyDevice",
};

/** Turns a failed call into what a form shows. `now`: epoch milliseconds. */
export function problemOf(error: unknown, names: FieldNames, now: number): Problem {
  if (!(error instanceof LatchkeyError)) {
    return { message: t("problem.page"), fields: {}, retryAt: null, temporary: true, code: "PAGE" };
  }
  const { code } = error;
  if (code === "RATE_LIMITED") return limited(error.retryAfterSeconds || DEFAULT_WAIT_SECONDS, now);
  const problem: Problem = { message: null, fields: {}, retryAt: null, temporary: false, code };
  if (code === "INVALID_CREDENTIALS" && names.password !== undefined) {
    return { ...problem, fields: { [names.password]: t("problem.password") } };
  }
  if (code === "CODE_INVALID" && names.code !== undefined) {
    return { ...problem, fields: { [names.code]: t("problem.code") } };
  }
  const temporary = TEMPORARY[code];
  if (temporary !== undefined) return { ...problem, message: t(temporary), temporary: true };
  if (error.errors.length > 0) return { ...problem, ...byField(error, names) };
  const ofBrowser = error.cause instanceof DOMException ? OF_BROWSER[error.cause.name] : undefined;
  const text = ofBrowser ?? names.texts?.[code] ?? TEXTS[code];
  return { ...problem, message: text === undefined ? error.message : t(text) };
}

function limited(seconds: number, now: number): Problem {
  return {
    message: t("problem.limited", { wait: formatWait(seconds) }),
    fields: {},
    retryAt: now + seconds * 1000,
    temporary: false,
    code: "RATE_LIMITED",
  };
}

/** What names a field of the form goes there; the rest is shown for the whole form. */
function byField({ errors }: LatchkeyError, names: FieldNames): Pick<Problem, "message" | "fields"> {
  const fields: Record<string, string> = {};
  const others: string[] = [];
  for (const { path, message } of errors) {
    const field = names.aliases?.[path] ?? path;
    if (!names.known.includes(field)) others.push(message);
    else fields[field] = fields[field] === undefined ? message : `${fields[field]} ${message}`;
  }
  return { fields, message: others.length > 0 ? others.join(" ") : null };
}
