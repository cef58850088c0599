import { execFile } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { installWithPages } from "./packageWithPages.js";

const run = promisify(execFile);
const TSC = resolve("node_modules/typescript/bin/tsc");

export interface PackedPackages {
  /** Apps in here find both packages in its node_modules, and all others in this repository's, one level up. */
  readonly folder: string;
  /** Runs `latchkey new` of the tarball there. */
  newApp(template: string, name?: string): Promise<{ folder: string; files: string[] }>;
  remove(): void;
}

/** Both packages as npm packs and unpacks them, without a network. */
export async function installPacked(): Promise<PackedPackages> {
  const { folder, remove } = await installWithPages();
  const installed = join(folder, "node_modules/latchkey");
  const client = join(folder, "node_modules/@latchkey/client");
  for (const file of ["templates", "README.md", "CHANGELOG.md", "LICENSE"]) {
    cpSync(file, join(installed, file), { recursive: true });
  }
  await run(process.execPath, [TSC, "-p", "packages/client/tsconfig.build.json", "--outDir", join(client, "dist")]);
  for (const file of ["package.json", "README.md"]) cpSync(`packages/client/${file}`, join(client, file));
  for (const place of [installed, client]) await throughTarball(place);
  const cli = join(installed, "dist/cli/index.js");
  const newApp: PackedPackages["newApp"] = async (template, name = template) => {
    const args = [cli, "new", name, "--template", template, "--json"];
    const { stdout } = await run(process.execPath, args, { cwd: folder });
    return JSON.parse(stdout);
  };
  return { folder, newApp, remove };
}

/** What a package lacks in its tarball is missing here too. */
async function throughTarball(place: string): Promise<void> {
  const { stdout } = await run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", ".."], {
    cwd: place,
  });
  rmSync(place, { recursive: true });
  mkdirSync(place);
  await run("tar", ["-xzf", join("..", stdout.trim()), "--strip-components=1", "-C", place], { cwd: place });
}
