import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const READ_ARGUMENTS = "const [file, given] = process.argv.slice(1).map((text) => JSON.parse(text));";

/**
 * Loads a module of a packed release in a process of its own and answers `expression`, which sees the module as `module` and
 * what it is given as `given`. A promise is waited for.
 */
export function askRelease<Answer>(folder: string, file: string, expression: string, given: unknown = null): Answer {
  const script = `${READ_ARGUMENTS} import(file).then(async (module) => process.stdout.write(JSON.stringify(await ${expression})))`;
  const values = [pathToFileURL(join(folder, "dist", file)).href, given].map((value) => JSON.stringify(value));
  return JSON.parse(execFileSync(process.execPath, ["-e", script, ...values], { encoding: "utf8" }));
}
