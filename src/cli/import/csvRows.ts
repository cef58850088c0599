import { pipeline } from "node:stream";
import { type CsvError, type Info, parse } from "csv-parse";
import { MOST_BYTES, type Row, TOO_LONG } from "./Row.js";

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
    max_record_size: MOST_BYTES,
    // A faulty record is told with its line, and the file read on.
    skip_records_with_error: true,
    on_skip: (error) => {
      skipped.push({ place: lineOf(error), problem: problemOf(error) });
      return undefined;
    },
  });
  // The parser is destroyed with the failure, which ends the loop below by throwing it.
  pipeline(chunks, parser, () => undefined);
  let names: readonly string[] | null = null;
  for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
    yield* skipped.splice(0);
    if (names === null && new Set(record).size < record.length) {
      yield { place: info.lines, problem: "It names a field twice." };
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

/** By its code alone: the text quotes the record, which may hold a hash. */
function problemOf(error: CsvError | undefined): string {
  switch (error?.code) {
    case "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH":
      return "It has more or fewer fields than the first line.";
    case "CSV_MAX_RECORD_SIZE":
      return TOO_LONG;
    default:
      return "It is no CSV: a quotation mark is missing, or stands where none may.";
  }
}

/** As the same record would be in JSON. An empty field is none; an empty password hash says that there is no password. */
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
