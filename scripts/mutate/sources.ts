import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { parseSync } from "vite";

/** The services whose lines are put to the test. A run may be of one of them alone. */
export const FOLDERS = ["src/services/session", "src/services/assurance"] as const;

export type Folder = (typeof FOLDERS)[number];

/** Their files, from the root of the repository, where npm runs scripts. */
export function sourceFiles(folder: Folder): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .sort()
    .map((name) => `${folder}/${name}`);
}

/** Names the code as it stands, so that figures of other code are not passed off as its own. Comments and blanks are no code. */
export function sourcesDigest(folder: Folder): string {
  const digest = createHash("sha256");
  for (const file of sourceFiles(folder)) digest.update(`${file}\n${codeOf(file, readFileSync(file, "utf8"))}\n`);
  return digest.digest("hex").slice(0, 16);
}

function codeOf(file: string, source: string): string {
  const { comments } = parseSync(file, source);
  const code = comments.reduceRight((text, { start, end }) => text.slice(0, start) + text.slice(end), source);
  return code.replace(/\s+/g, "");
}
