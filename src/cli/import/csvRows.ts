import { pipeline } from "node:stream";
import { type CsvError, type Info, parse } from "csv-parse";
import { MAX_RECORD_BYTES, type Row, TOO_LONG } from "./records.js";

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: Info;
}

const FLAGS: Readonly<Record<string, boolean>> = { true: true, t: true, "1": true, false: false, f: false, "0": false };

/** Reads CSV (RFC 4180) whose first record names the fields. */
export async function* csvRows(chunks: AsyncIterable<Buffer>): AsyncGenerator<Row> {
  const skipped: Row[] = [];
  const parser = parse({
    bom: true,
    info: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
    // An invalid record is reported with its line, and reading continues.
    skip_records_with_error: true,
    on_skip: (error) => {
      skipped.push({ place: lineOf(error), problem: problemOf(error) });
      return undefined;
    },
  });
  // A failed read destroys the parser with the error, so the loop below throws it.
  pipeline(chunks, parser, () => undefined);
  let names: readonly string[] | null = null;
  for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
    yield* skipped.splice(0);
    if (names === null && new Set(record).size < record.length) {
      yield { place: info.lines, problem: "Must not name a field twice." };
      return;
    }
    if (names === null) names = record;
    else yield { place: info.lines, fields: fieldsOf(names, record) };
  }
  yield* skipped;
}

function lineOf(error: CsvError | undefined): number {
  const line: unknown = error?.["lines"];
  return typeof line === "number" ? line : 0;
}

/** Uses the code only: the parser's message quotes the record, which may contain a hash. */
function problemOf(error: CsvError | undefined): string {
  switch (error?.code) {
    case "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH":
      return "Must have as many fields as the first line.";
    case "CSV_MAX_RECORD_SIZE":
      return TOO_LONG;
    default:
      return "Must be CSV: a quotation mark is missing or misplaced.";
  }
}

/** The record as JSON would have it. An empty field is null; a null password hash means that there is no password. */
function fieldsOf(names: readonly string[], record: readonly string[]): Record<string, unknown> {
  const fields = names.map((name, index): [string, unknown] => [name, fieldValue(name, record[index] ?? "")]);
  return Object.fromEntries(fields);
}

function fieldValue(name: string, text: string): unknown {
  if (text === "") return null;
  switch (name) {
    case "emailVerified":
    case "disabled":
      return FLAGS[text.toLowerCase()] ?? text;
    case "roles":
      return text.trim().split(/\s+/);
    case "createdAt":
    case "updatedAt":
      return /^\d+$/.test(text) ? Number(text) : text;
    default:
      return text;
  }
}
