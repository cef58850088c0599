import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { newSecret, writeSecretFile } from "../../config/index.js";
import { trimTrailing } from "../../utils/trimTrailing.js";
import { CliError } from "../failures.js";

/** An empty repository is a fine place for an app. */
const ALLOWED = [".git"];

/** Throws FOLDER_NOT_EMPTY unless the folder is missing, or has nothing that an app would mix with. */
export function assertFree(folder: string): void {
  if (!existsSync(folder)) return;
  if (statSync(folder).isDirectory() && foreignNames(folder).length === 0) return;
  throw new CliError("FOLDER_NOT_EMPTY", `${folder} is not an empty folder. Choose a new one.`);
}

/**
 * Writes the app of a template, all of it or nothing.
 *
 * @returns the names of its files
 */
export function writeApp(template: string, folder: string, version: string): string[] {
  const files = new Map(
    filesOf(template).map((file) => [outputName(file), readFileSync(join(template, file), "utf8")]),
  );
  const isNew = !existsSync(folder);
  try {
    for (const [file, text] of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      const content = file === "package.json" ? ownPackage(text, basename(folder), version) : text;
      writeFileSync(join(folder, file), content, { flag: "wx" });
    }
    writeSecretFile(join(folder, ".env"), newSettings(), { replace: false });
  } catch (error) {
    if (isNew) rmSync(folder, { recursive: true, force: true });
    else for (const name of foreignNames(folder)) rmSync(join(folder, name), { recursive: true });
    throw error;
  }
  return [...files.keys(), ".env"];
}

function foreignNames(folder: string): string[] {
  return readdirSync(folder).filter((name) => !ALLOWED.includes(name));
}

function filesOf(template: string): string[] {
  return readdirSync(template, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(template, join(entry.parentPath, entry.name)));
}

/** npm leaves files of this name out of a package, or renames them. */
function outputName(file: string): string {
  return file === "gitignore" ? ".gitignore" : file;
}

/** The app has a name of its own, and the version of Latchkey for which it was written. */
function ownPackage(text: string, folderName: string, version: string): string {
  const manifest = JSON.parse(text) as { name: string; dependencies: Record<string, string> };
  const ours = Object.keys(manifest.dependencies).filter((name) => name === "latchkey" || name === "@latchkey/client");
  const dependencies = { ...manifest.dependencies, ...Object.fromEntries(ours.map((name) => [name, version])) };
  return `${JSON.stringify({ ...manifest, name: packageName(folderName), dependencies }, null, 2)}\n`;
}

/** npm's rule: lower case, and nothing that a URL would escape. */
function packageName(folderName: string): string {
  const plain = folderName.toLowerCase().replace(/[^a-z0-9._-]+/g, "-");
  const name = trimTrailing(plain.replace(/^[._-]+/, ""), "-");
  return name === "" ? "app" : name;
}

/** The address is on localhost: a deployment gets its own secrets, from its own environment. */
function newSettings(): string {
  return [
    '# Created by "latchkey new" for localhost. It contains secrets: do not commit it.',
    "PUBLIC_URL=http://localhost:3000",
    `ACCESS_TOKEN_SECRET=${newSecret()}`,
    `REFRESH_TOKEN_SECRET=${newSecret()}`,
    "",
  ].join("\n");
}
