import { fieldErrorsOf } from "../../messages/api/issues.js";
import { importedUser } from "../../schemas/import.schema.js";
import type { InvalidRecord, Place, PlacedUser } from "../../services/userImport/index.js";
import type { FieldError } from "../../utils/ApiError.js";
import { printable } from "../../utils/printable.js";
import { CliError } from "../failures.js";

/** One record of a file or a collection: not validated yet, or unreadable. */
export type Row =
  | { readonly place: Place; readonly fields: unknown }
  | { readonly place: Place; readonly problem: string };

/** The accounts of another system. They are read twice: first to validate all of them, then to write them. */
export interface UsersSource {
  /** What one record is called. */
  readonly unit: "line" | "document";
  /** The total for the progress, in any unit. */
  readonly size: number;
  /** All records from the start. `report` gets the progress in the unit of `size`. */
  rows(report: (done: number) => void): AsyncGenerator<Row>;
  /** The source's name of a field, for messages. */
  nameOf(field: string): string;
  /** Throws if the source changed between the two times and must not. */
  assertUnchanged(): Promise<void>;
}

/** The longest record. Without a limit, a file without line breaks would be read into memory as a whole. */
export const MAX_RECORD_BYTES = 64 * 1024;

export const TOO_LONG = "Must be at most 64 KiB long.";

/** Validates a row. No message quotes its values, which may be password hashes. */
export function parseRow(row: Row): PlacedUser | InvalidRecord {
  const { place } = row;
  if ("problem" in row) return { place, problems: [{ path: "", message: row.problem }] };
  const parsed = importedUser.safeParse(row.fields);
  if (parsed.success) return { place, record: parsed.data };
  return { place, problems: fieldErrorsOf(parsed.error.issues, "") };
}

const MAX_SHOWN = 100;

/** Counts the invalid records, and keeps the first hundred errors to show. */
export class ImportErrors {
  readonly #source: Pick<UsersSource, "unit" | "nameOf">;
  readonly #shown: FieldError[] = [];
  readonly #places = new Set<Place>();

  constructor(source: Pick<UsersSource, "unit" | "nameOf">) {
    this.#source = source;
  }

  /** Adds rows, which come after those that were added before. */
  add(rows: readonly InvalidRecord[]): void {
    const { unit, nameOf } = this.#source;
    const invalid = rows.filter(({ problems }) => problems.length > 0).toSorted(byPlace);
    for (const { place, problems } of invalid) {
      this.#places.add(place);
      const errors = problems.map(({ path, message }) => ({
        path: [`${unit} ${printable(String(place))}`, ...(path === "" ? [] : [nameOf(path)])].join(", "),
        message,
      }));
      this.#shown.push(...errors.slice(0, MAX_SHOWN - this.#shown.length));
    }
  }

  /** Throws IMPORT_INVALID if there are errors. `outcome` says what was written. */
  throwIfAny(outcome: string): void {
    const count = this.#places.size;
    if (count === 0) return;
    const { unit } = this.#source;
    const more = this.#shown.length >= MAX_SHOWN ? ` The first ${MAX_SHOWN} errors:` : "";
    const records = count === 1 ? `1 ${unit} is invalid` : `${count} ${unit}s are invalid`;
    throw new CliError("IMPORT_INVALID", `${records}. ${outcome}${more}`, this.#shown);
  }
}

function byPlace({ place: one }: InvalidRecord, { place: other }: InvalidRecord): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
