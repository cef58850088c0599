// Packs the build and keeps it as "the release before" of the next one: test/upgrades runs it against the next schema.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const FOLDER = "test/upgrades/release";

mkdirSync(FOLDER, { recursive: true });
// One is enough: servers of neighbouring releases run beside each other, and no others.
for (const old of readdirSync(FOLDER)) rmSync(join(FOLDER, old));
const name = execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", FOLDER]);
const tarball = join(FOLDER, String(name).trim());
const content = execFileSync("tar", ["-xzOf", tarball], { maxBuffer: 100 * 1024 * 1024 });
if (content.includes(process.cwd())) {
  rmSync(tarball);
  throw new Error("The package names the folder that it was built in.");
}
process.stdout.write(`${tarball}\n`);
