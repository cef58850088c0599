import { LatchkeyError } from "@latchkey/client";
import { waitWords } from "../words/timeWords.js";

/** What is wrong with what was sent, in the words of the page. */
export interface Problem {
  /** About the form as a whole; `null` when the fields say it all. */
  readonly message: string | null;
  /** By the name of the field. */
  readonly fields: Readonly<Record<string, string>>;
  /** Until when trying again is refused, epoch milliseconds. */
  readonly retryAt: number | null;
  /** Whether sending the same once more may work. */
  readonly passing: boolean;
  readonly code: string;
}

/** How the fields of a form are called by the server. */
export interface FieldNames {
  /** The names of the form's fields. */
  readonly known: readonly string[];
  /** The server's names for fields that are called otherwise here. */
  readonly aliases?: Readonly<Record<string, string>> | undefined;
  /** The field to blame for a wrong password, where the owner has to prove that it is them. */
  readonly password?: string | undefined;
}

const WAIT_WHEN_UNTOLD_SECONDS = 60;

const OUT_OF_REACH = "The service cannot be reached at the moment.";
const BUSY = "The service cannot answer at the moment.";

const PASSING: Partial<Record<LatchkeyError["code"], string>> = {
  NETWORK: OUT_OF_REACH,
  TIMEOUT: OUT_OF_REACH,
  BAD_RESPONSE: BUSY,
  STORE_UNAVAILABLE: BUSY,
  OVERLOADED: BUSY,
  INTERNAL: "Something went wrong on the server.",
};

const TEXTS: Partial<Record<LatchkeyError["code"], string>> = {
  INVALID_CREDENTIALS: "The name or the password is wrong.",
  ACCOUNT_DISABLED: "This account is disabled. Ask whoever runs this service.",
  EMAIL_NOT_VERIFIED: "Your e-mail address is not verified yet. Open the link in the mail that we sent you.",
  LINK_INVALID: "This link does not work any more. It was used, is older than an hour, or a newer one took its place.",
};

/** Turns a failed call into what a form shows. `now`: epoch milliseconds. */
export function problemOf(error: unknown, names: FieldNames, now: number): Problem {
  if (!(error instanceof LatchkeyError)) {
    return { message: "Something went wrong in this page.", fields: {}, retryAt: null, passing: true, code: "PAGE" };
  }
  const { code } = error;
  if (code === "RATE_LIMITED") return limited(error.retryAfterSeconds || WAIT_WHEN_UNTOLD_SECONDS, now);
  const problem: Problem = { message: null, fields: {}, retryAt: null, passing: false, code };
  if (code === "INVALID_CREDENTIALS" && names.password !== undefined) {
    return { ...problem, fields: { [names.password]: "This is not your password." } };
  }
  const passing = PASSING[code];
  if (passing !== undefined) return { ...problem, message: passing, passing: true };
  if (error.errors.length > 0) return { ...problem, ...byField(error, names) };
  return { ...problem, message: TEXTS[code] ?? error.message };
}

function limited(seconds: number, now: number): Problem {
  return {
    message: `There were too many attempts. Try again in ${waitWords(seconds)}.`,
    fields: {},
    retryAt: now + seconds * 1000,
    passing: false,
    code: "RATE_LIMITED",
  };
}

/** What names a field of the form goes there; the rest is told for the whole form, so that nothing is lost. */
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
