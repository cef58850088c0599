import { type FileHandle, open } from "node:fs/promises";
import { CliError } from "../failures.js";
import { csvRows } from "./csvRows.js";
import { jsonLines } from "./jsonLines.js";
import type { UsersSource } from "./Row.js";

export const NEEDS_FILE =
  "A file is needed: it is read twice, to check all of it and to write. For the URL of a database on stdin add --collection.";

export type Format = "jsonl" | "csv";

/** Opens the file for as long as `work` takes. */
export async function withUsersFile<T>(
  path: string,
  format: Format,
  work: (file: UsersSource) => Promise<T>,
): Promise<T> {
  const handle = await open(path);
  try {
    return await work(await usersFile(handle, format));
  } finally {
    await handle.close();
  }
}

async function usersFile(handle: FileHandle, format: Format): Promise<UsersSource> {
  const before = await handle.stat();
  if (!before.isFile()) throw new CliError("USAGE", NEEDS_FILE);
  const read = format === "csv" ? csvRows : jsonLines;
  return {
    unit: "line",
    size: before.size,
    rows: (report) => read(chunksOf(handle, report)),
    nameOf: (field) => field,
    // What is written is what was checked.
    assertUnchanged: async () => {
      const now = await handle.stat();
      if (now.size === before.size && now.mtimeMs === before.mtimeMs) return;
      throw new CliError("FAILED", "The file was changed while it was read. Start again.");
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
