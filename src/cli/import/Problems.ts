import type { Place } from "../../services/userImport/index.js";
import type { FieldError } from "../../utils/ApiError.js";
import { printable } from "../../utils/printable.js";
import { CliError } from "../failures.js";
import type { UsersSource } from "./Row.js";
import type { FaultyRow } from "./readRow.js";

const MOST_SHOWN = 100;

/** Collects what is wrong with which record, and keeps the first hundred to be shown. */
export class Problems {
  readonly #source: Pick<UsersSource, "unit" | "nameOf">;
  readonly #shown: FieldError[] = [];
  readonly #places = new Set<Place>();

  constructor(source: Pick<UsersSource, "unit" | "nameOf">) {
    this.#source = source;
  }

  /** Notes the rows of which something is wrong, in the order of the source. Rows of before come before these. */
  add(rows: readonly FaultyRow[]): void {
    const { unit, nameOf } = this.#source;
    const wrong = rows.filter(({ problems }) => problems.length > 0).toSorted(byPlace);
    for (const { place, problems } of wrong) {
      this.#places.add(place);
      const told = problems.map(({ path, message }) => ({
        path: [`${unit} ${printable(String(place))}`, ...(path === "" ? [] : [nameOf(path)])].join(", "),
        message,
      }));
      this.#shown.push(...told.slice(0, MOST_SHOWN - this.#shown.length));
    }
  }

  /** Throws IMPORT_INVALID when there are any. `outcome`: what was done and what not. */
  throwIfAny(outcome: string): void {
    const count = this.#places.size;
    if (count === 0) return;
    const { unit } = this.#source;
    const more = this.#shown.length >= MOST_SHOWN ? ` The first ${MOST_SHOWN} are told.` : "";
    const records = count === 1 ? `One ${unit} is wrong` : `${count} ${unit}s are wrong`;
    throw new CliError("IMPORT_INVALID", `${records}. ${outcome}${more}`, this.#shown);
  }
}

function byPlace({ place: one }: FaultyRow, { place: other }: FaultyRow): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
