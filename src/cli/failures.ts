import { CommanderError } from "commander";
import { ConfigError } from "../config/index.js";
import { startFailure } from "../serve/index.js";
import { ForeignDatabaseError, StoreUnavailableError } from "../stores/StoreUnavailableError.js";
import { ApiError, type FieldError } from "../utils/ApiError.js";

/** The one table of exit codes. docs/reference/cli.md is made of it. */
export const EXIT_CODES = {
  done: { code: 0, means: "Done." },
  failed: {
    code: 1,
    means:
      "It failed for a reason that has no code of its own, such as a port in use; or `doctor` found something of medium severity or worse.",
  },
  usage: { code: 2, means: "The command line is wrong, or lacks something that only a terminal could be asked for." },
  notFound: { code: 3, means: "There is no such user or session." },
  unavailable: { code: 4, means: "The database is missing, cannot be reached or cannot be written. Try again later." },
  refused: {
    code: 5,
    means: "It was understood and refused: a taken name, a weak password, a file that exists or is wrong.",
  },
  settings: { code: 6, means: "A setting is missing, wrong or misspelt." },
  cancelled: { code: 130, means: "A question was answered with no, or with Ctrl-C. Nothing was done." },
} as const satisfies Record<string, { code: number; means: string }>;

export type ExitName = keyof typeof EXIT_CODES;

/** Failures that only a command line knows; the others have the codes of docs/reference/errors.md. */
export const CLI_ERRORS = {
  USAGE: { exit: "usage", means: "The command line is wrong." },
  INPUT_MISSING: { exit: "usage", means: "A value is missing, and there is no terminal to ask for it." },
  CONFIRMATION_NEEDED: { exit: "usage", means: "Add `--yes`: there is no terminal to ask whether you are sure." },
  CANCELLED: { exit: "cancelled", means: "A question was answered with no, or with Ctrl-C." },
  FILE_EXISTS: { exit: "refused", means: "The file exists and is not overwritten; `init` has `--force` for it." },
  IMPORT_INVALID: { exit: "refused", means: "Lines of the file are wrong; `errors` has each with its line and field." },
  NOT_SQLITE: { exit: "refused", means: "The database is a MongoDB, which has a program of its own for this." },
  COPY_REFUSED: {
    exit: "refused",
    means:
      "`copy` would overwrite records of others, or copy from a database that is not complete: see [moving-over.md](../guides/moving-over.md).",
  },
  COPY_UNVERIFIED: {
    exit: "refused",
    means: "The databases differ after the copy, or another run took over. The target stays closed; run `copy` again.",
  },
  NO_KEY_PAIRS: {
    exit: "refused",
    means: "`ACCESS_TOKEN_ALGORITHM` is `HS256`, so there are no key pairs: see [keys.md](../guides/keys.md).",
  },
  DATABASE_MISSING: { exit: "unavailable", means: "The SQLite file does not exist: a server runs in another folder." },
  DATABASE_FOREIGN: {
    exit: "settings",
    means:
      "The database holds an application's data where Latchkey's would be: set DATABASE_PREFIX, or name another database.",
  },
  CONFIG_INVALID: { exit: "settings", means: "A setting is missing, wrong or misspelt." },
  UNHEALTHY: {
    exit: "failed",
    means: "`doctor` found something of medium severity or worse; its report is on stdout.",
  },
  FAILED: { exit: "failed", means: "Anything else; the message says what." },
} as const satisfies Record<string, { exit: ExitName; means: string }>;

type CliErrorCode = keyof typeof CLI_ERRORS;

/** A failure of the command line itself. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly code: CliErrorCode;

  readonly errors: readonly FieldError[];

  constructor(code: CliErrorCode, message: string, errors: readonly FieldError[] = []) {
    super(message);
    this.code = code;
    this.errors = errors;
  }
}

/** A failure as it is told: `code` for programs, `message` for people. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly errors: readonly FieldError[];
  readonly exit: ExitName;
}

/** How a failure is told, or `null` when it is none: asking for help ends a command in the same way. */
export function failureOf(error: unknown): Failure | null {
  if (error instanceof CommanderError) return error.exitCode === 0 ? null : usageFailure(error);
  if (error instanceof CliError) return own(error.code, error.message, error.errors);
  if (error instanceof ApiError) {
    return { code: error.code, message: error.message, errors: error.errors, exit: exitOf(error.statusCode) };
  }
  if (error instanceof ForeignDatabaseError) return own("DATABASE_FOREIGN", startFailure(error));
  if (error instanceof StoreUnavailableError) {
    return { code: "STORE_UNAVAILABLE", message: startFailure(error), errors: [], exit: "unavailable" };
  }
  return own(error instanceof ConfigError ? "CONFIG_INVALID" : "FAILED", startFailure(error));
}

function own(code: CliErrorCode, message: string, errors: readonly FieldError[] = []): Failure {
  return { code, message, errors, exit: CLI_ERRORS[code].exit };
}

function usageFailure({ code, message }: CommanderError): Failure {
  // The library shows the help of a group that was called without a command, and calls that an error.
  if (code === "commander.help") return own("USAGE", "A command is missing.");
  return own("USAGE", message.replace(/^error: /, "").replaceAll("\n", " "));
}

function exitOf(statusCode: number): ExitName {
  if (statusCode === 404) return "notFound";
  return statusCode === 503 ? "unavailable" : "refused";
}
