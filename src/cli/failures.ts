import { CommanderError } from "commander";
import { ConfigError } from "../config/index.js";
import { startFailure } from "../serve/index.js";
import { ForeignDatabaseError, StoreUnavailableError } from "../stores/StoreUnavailableError.js";
import { ApiError, type FieldError } from "../utils/ApiError.js";

/** All exit codes. docs/reference/cli.md is generated from them. */
export const EXIT_CODES = {
  done: { code: 0, means: "Done." },
  failed: {
    code: 1,
    means: "Another failure, such as a port in use.",
  },
  usage: { code: 2, means: "Wrong usage." },
  notFound: { code: 3, means: "The user or session does not exist." },
  unavailable: { code: 4, means: "The database is missing, unreachable or not writable." },
  refused: { code: 5, means: "Refused, such as a taken name or a weak password." },
  settings: { code: 6, means: "The settings are wrong." },
  canceled: { code: 130, means: "Nothing was changed." },
} as const satisfies Record<string, { code: number; means: string }>;

export type ExitName = keyof typeof EXIT_CODES;

/** The error codes of the command line. Other failures have the codes of docs/reference/errors.md. */
export const CLI_ERRORS = {
  USAGE: { exit: "usage", means: "The command line is wrong." },
  INPUT_MISSING: { exit: "usage", means: "A value is missing, and there is no terminal to prompt for it." },
  CONFIRMATION_NEEDED: { exit: "usage", means: "There is no terminal to confirm on: use `--yes`." },
  CANCELLED: { exit: "canceled", means: "A prompt was answered with no or Ctrl-C." },
  FILE_EXISTS: { exit: "refused", means: "The file exists and is not overwritten; `init` has `--force`." },
  FOLDER_NOT_EMPTY: { exit: "refused", means: "`new` writes only into a new or an empty folder." },
  IMPORT_INVALID: {
    exit: "refused",
    means: "Records are invalid; `errors` has the line or document and the field.",
  },
  NOT_SQLITE: { exit: "refused", means: "The database server has its own program for this, which the message names." },
  COPY_REFUSED: {
    exit: "refused",
    means: "[`copy`](../guides/moving-over.md) would overwrite other records, or read an incomplete database.",
  },
  COPY_UNVERIFIED: {
    exit: "refused",
    means: "The copy differs, or another run took over. The target stays closed; run `copy` again.",
  },
  NO_KEY_PAIRS: {
    exit: "refused",
    means: "`HS256` has no [key pairs](../guides/keys.md).",
  },
  DATABASE_MISSING: {
    exit: "unavailable",
    means: "The SQLite file does not exist: this may not be the server's folder.",
  },
  DATABASE_FOREIGN: {
    exit: "settings",
    means:
      "Another application has tables with Latchkey's names: set DATABASE_PREFIX or DATABASE_SCHEMA, or use a different database.",
  },
  CONFIG_INVALID: { exit: "settings", means: "A setting is missing, wrong or misspelled." },
  UNHEALTHY: {
    exit: "failed",
    means: "`doctor` found something medium or high; its report is on stdout.",
  },
  WOULD_LOCK_OUT: {
    exit: "failed",
    means: "`rehearse` found accounts that the setting would lock out; its report is on stdout.",
  },
  FAILED: { exit: "failed", means: "See the message." },
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

/** A failure as it is printed: `code` for programs, `message` for people. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly errors: readonly FieldError[];
  readonly exit: ExitName;
}

/** Describes an error, or returns `null` if it is no failure: Commander ends --help with an error too. */
export function failureOf(error: unknown): Failure | null {
  if (error instanceof CommanderError) return error.exitCode === 0 ? null : usageFailure(error);
  if (error instanceof CliError) return cliFailure(error.code, error.message, error.errors);
  if (error instanceof ApiError) {
    return { code: error.code, message: error.message, errors: error.errors, exit: exitOf(error.statusCode) };
  }
  if (error instanceof ForeignDatabaseError) return cliFailure("DATABASE_FOREIGN", startFailure(error));
  if (error instanceof StoreUnavailableError) {
    return { code: "STORE_UNAVAILABLE", message: startFailure(error), errors: [], exit: "unavailable" };
  }
  return cliFailure(error instanceof ConfigError ? "CONFIG_INVALID" : "FAILED", startFailure(error));
}

function cliFailure(code: CliErrorCode, message: string, errors: readonly FieldError[] = []): Failure {
  return { code, message, errors, exit: CLI_ERRORS[code].exit };
}

function usageFailure({ code, message }: CommanderError): Failure {
  // Commander prints the help of a group without a command, and throws.
  if (code === "commander.help") return cliFailure("USAGE", "Command required.");
  return cliFailure("USAGE", message.replace(/^error: /, "").replaceAll("\n", " "));
}

function exitOf(statusCode: number): ExitName {
  if (statusCode === 404) return "notFound";
  return statusCode === 503 ? "unavailable" : "refused";
}
