import { type FileHandle, open } from "node:fs/promises";
import { InvalidArgumentError } from "commander";
import { CliError } from "../failures.js";
import { csvRows } from "./csvRows.js";
import { jsonLines } from "./jsonLines.js";
import type { Row, UsersSource } from "./records.js";

const FILE_REQUIRED =
  "A file is required, because it is read twice. To read the URL of a database from stdin, use --collection.";

interface Format {
  readonly endsName: RegExp;
  readonly rows: (chunks: AsyncIterable<Buffer>) => AsyncGenerator<Row>;
}

const FORMATS: ReadonlyMap<string, Format> = new Map([
  ["jsonl", { endsName: /\.(?:jsonl|ndjson)$/i, rows: jsonLines }],
  ["csv", { endsName: /\.csv$/i, rows: csvRows }],
]);

/** Reads the name of a format. */
export function formatNamed(name: string): Format {
  const format = FORMATS.get(name);
  if (format !== undefined) return format;
  throw new InvalidArgumentError(`Allowed choices are ${[...FORMATS.keys()].join(", ")}.`);
}

/** The format of a file by its name. Throws USAGE. */
export function formatOf(path: string): Format {
  if (path === "-") throw new CliError("USAGE", FILE_REQUIRED);
  const format = [...FORMATS.values()].find(({ endsName }) => endsName.test(path));
  if (format !== undefined) return format;
  throw new CliError("USAGE", "Use --format: the name of the file does not end in .jsonl, .ndjson or .csv.");
}

/** Opens the file for `run`. */
export async function withUsersFile<T>(
  path: string,
  format: Format,
  run: (file: UsersSource) => Promise<T>,
): Promise<T> {
  const handle = await open(path);
  try {
    return await run(await usersFile(handle, format));
  } finally {
    await handle.close();
  }
}

async function usersFile(handle: FileHandle, { rows }: Format): Promise<UsersSource> {
  const before = await handle.stat();
  if (!before.isFile()) throw new CliError("USAGE", FILE_REQUIRED);
  return {
    unit: "line",
    size: before.size,
    rows: (report) => rows(chunksOf(handle, report)),
    nameOf: (field) => field,
    assertUnchanged: async () => {
      const now = await handle.stat();
      if (now.size === before.size && now.mtimeMs === before.mtimeMs) return;
      throw new CliError("FAILED", "The file changed during the import. Run the command again.");
    },
  };
}

async function* chunksOf(handle: FileHandle, report: (bytes: number) => void): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    yield chunk;
    report(bytes);
  }
}
