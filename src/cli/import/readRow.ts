import { importedUser } from "../../schemas/import.schema.js";
import type { LinedUser } from "../../services/userImport/index.js";
import type { FieldError } from "../../utils/ApiError.js";
import type { Row } from "./Row.js";

export interface FaultyRow {
  readonly line: number;
  readonly problems: readonly FieldError[];
}

/** The account of a row, or every field that is wrong. No message quotes what stands in the row. */
export function readRow(row: Row): LinedUser | FaultyRow {
  const { line } = row;
  if ("problem" in row) return { line, problems: [{ path: "", message: row.problem }] };
  const parsed = importedUser.safeParse(row.fields);
  if (parsed.success) return { line, record: parsed.data };
  const problems = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  return { line, problems };
}
