import { importedUser } from "../../schemas/import.schema.js";
import type { Place, PlacedUser } from "../../services/userImport/index.js";
import type { FieldError } from "../../utils/ApiError.js";
import type { Row } from "./Row.js";

export interface FaultyRow {
  readonly place: Place;
  readonly problems: readonly FieldError[];
}

/** The account of a row, or every field that is wrong. No message quotes what stands in the row. */
export function readRow(row: Row): PlacedUser | FaultyRow {
  const { place } = row;
  if ("problem" in row) return { place, problems: [{ path: "", message: row.problem }] };
  const parsed = importedUser.safeParse(row.fields);
  if (parsed.success) return { place, record: parsed.data };
  const problems = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  return { place, problems };
}
