import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";

const FOLDER = "test/upgrades/release";

/** Unpacks the release before, which `npm run release:keep` has packed, and answers the folder of its package. */
export function unpackReleaseBefore(folder: string): string {
  const [tarball, ...others] = readdirSync(FOLDER);
  if (tarball === undefined || others.length > 0) throw new Error(`${FOLDER} holds one release.`);
  execFileSync("tar", ["-xzf", resolve(FOLDER, tarball), "-C", folder]);
  return join(folder, "package");
}
