import type { FieldError } from "../../utils/ApiError.js";
import { CliError } from "../failures.js";

const MOST_SHOWN = 100;

/** Collects what is wrong with which line, and keeps the first hundred to be shown. */
export class Problems {
  readonly #shown: FieldError[] = [];
  readonly #lines = new Set<number>();

  add(line: number, problems: readonly FieldError[]): void {
    this.#lines.add(line);
    for (const { path, message } of problems) {
      if (this.#shown.length >= MOST_SHOWN) return;
      this.#shown.push({ path: path === "" ? `line ${line}` : `line ${line}, ${path}`, message });
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
