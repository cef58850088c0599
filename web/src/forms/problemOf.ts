import { LatchkeyError } from "@latchkey/client";
import { formatWait } from "../messages/formatTime.js";

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
}

const DEFAULT_WAIT_SECONDS = 60;

const UNREACHABLE = "The service cannot be reached at the moment.";
const BUSY = "The service is not available at the moment.";

const TEMPORARY: Partial<Record<LatchkeyError["code"], string>> = {
  NETWORK: UNREACHABLE,
  TIMEOUT: UNREACHABLE,
  BAD_RESPONSE: BUSY,
  STORE_UNAVAILABLE: BUSY,
  OVERLOADED: BUSY,
  INTERNAL: "Something went wrong on the server.",
};

const TEXTS: Partial<Record<LatchkeyError["code"], string>> = {
  INVALID_CREDENTIALS: "Incorrect username, email or password.",
  ACCOUNT_DISABLED: "This account is disabled. Contact support.",
  EMAIL_NOT_VERIFIED: "Your email address is not verified yet. Open the link in the email that we sent you.",
  LINK_INVALID: "This link is no longer valid. It was used, has expired, or was replaced by a newer one.",
};

/** Turns a failed call into what a form shows. `now`: epoch milliseconds. */
export function problemOf(error: unknown, names: FieldNames, now: number): Problem {
  if (!(error instanceof LatchkeyError)) {
    return { message: "Something went wrong on this page.", fields: {}, retryAt: null, temporary: true, code: "PAGE" };
  }
  const { code } = error;
  if (code === "RATE_LIMITED") return limited(error.retryAfterSeconds || DEFAULT_WAIT_SECONDS, now);
  const problem: Problem = { message: null, fields: {}, retryAt: null, temporary: false, code };
  if (code === "INVALID_CREDENTIALS" && names.password !== undefined) {
    return { ...problem, fields: { [names.password]: "Incorrect password." } };
  }
  const temporary = TEMPORARY[code];
  if (temporary !== undefined) return { ...problem, message: temporary, temporary: true };
  if (error.errors.length > 0) return { ...problem, ...byField(error, names) };
  return { ...problem, message: TEXTS[code] ?? error.message };
}

function limited(seconds: number, now: number): Problem {
  return {
    message: `Too many attempts. Try again in ${formatWait(seconds)}.`,
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
