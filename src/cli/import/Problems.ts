import type { FieldError } from "../../utils/ApiError.js";
import { CliError } from "../failures.js";
import type { FaultyRow } from "./readRow.js";

const MOST_SHOWN = 100;

/** Collects what is wrong with which line, and keeps the first hundred to be shown. */
export class Problems {
  readonly #shown: FieldError[] = [];
  readonly #lines = new Set<number>();

  /** Notes the rows of which something is wrong, in the order of the file. Rows of before come before these. */
  add(rows: readonly FaultyRow[]): void {
    const wrong = rows.filter(({ problems }) => problems.length > 0).toSorted((a, b) => a.line - b.line);
    for (const { line, problems } of wrong) {
      this.#lines.add(line);
      const told = problems.map(({ path, message }) => ({
        path: path === "" ? `line ${line}` : `line ${line}, ${path}`,
        message,
      }));
      this.#shown.push(...told.slice(0, MOST_SHOWN - this.#shown.length));
    }
  }

  /** Throws IMPORT_INVALID when there are any. `outcome`: what was done and what not. */
  throwIfAny(outcome: string): void {
    const count = this.#lines.size;
    if (count === 0) return;
    const more = this.#shown.length >= MOST_SHOWN ? ` The first ${MOST_SHOWN} are told.` : "";
    const lines = count === 1 ? "One line is wrong" : `${count} lines are wrong`;
    throw new CliError("IMPORT_INVALID", `${lines}. ${outcome}${more}`, this.#shown);
  }
}
