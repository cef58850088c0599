import { execFile } from "node:child_process";
import { delimiter, dirname, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Where the npm package of a platform's Node has the program. It has the headers for compilers, too. */
export const NODE_PACKAGE = `node-${process.platform}-${process.arch}`;

/** Runs npm in a folder with a version of Node, for which machine code is compiled. Rejects with what npm wrote. */
export function npm(folder: string, node: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return run(node, [npmProgram(), ...args, "--no-audit", "--no-fund"], { cwd: folder, env: environmentOf(node) });
}

/** npm sets this for the scripts that it runs. */
export function npmProgram(): string {
  const program = process.env["npm_execpath"];
  if (program === undefined) throw new Error("Start it by npm run.");
  return program;
}

/** Machine code is compiled against the headers of that Node, which lie beside it; a download fits another one. */
function environmentOf(node: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  return {
    ...Object.fromEntries(inherited),
    PATH: `${dirname(node)}${delimiter}${process.env["PATH"]}`,
    ...(node !== process.execPath && { npm_config_nodedir: resolve(dirname(node), "..") }),
  };
}
