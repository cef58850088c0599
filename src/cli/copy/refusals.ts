import type { RefusalReason } from "../../services/copy/index.js";
import { CliError } from "../failures.js";

interface Names {
  readonly from: string;
  readonly to: string;
}

/** Two runs at once: one of them found another mark than it had read. */
export const BUSY = "Another run changed the marks at this moment. Run it again.";

const REASONS: Record<RefusalReason, (names: Names) => string> = {
  "source-unfinished": ({ from }) => `${from} is itself an unfinished copy.`,
  "source-moved": ({ from }) =>
    `${from} was moved elsewhere, and not to this database. Take that back first by --back.`,
  "target-not-empty": ({ to }) => `${to} is not empty, and what it holds is not this copy's. Nothing was changed.`,
  "target-of-other": ({ to }) =>
    `${to} holds the unfinished copy of another database, or another copy of this one. Nothing was changed.`,
  "taken-back": ({ from, to }) =>
    `The switch from ${from} was taken back after ${to} was finished, so ${to} may hold what nobody else has. Give both to --back to close it, then copy again.`,
  busy: () => BUSY,
};

/** Why two databases are not copied, for people. */
export function refusalText(reason: RefusalReason, names: Names): string {
  return REASONS[reason](names);
}

/** The failure of a copy that may not begin. */
export function refusal(reason: RefusalReason, names: Names): CliError {
  return new CliError("COPY_REFUSED", refusalText(reason, names));
}
