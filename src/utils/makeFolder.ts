import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** Makes a folder, and those above it, for its owner alone. Node's `recursive` tries forever below a folder such as /proc. */
export function makeFolder(folder: string): void {
  if (kindOf(folder) === "folder") return;
  if (kindOf(dirname(folder)) === "missing") makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have been faster.
    if (kindOf(folder) !== "folder") throw error;
  }
}

function kindOf(path: string): "folder" | "other" | "missing" {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return "missing";
  return stats.isDirectory() ? "folder" : "other";
}
