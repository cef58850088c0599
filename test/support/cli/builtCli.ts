import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { beforeAll, onTestFinished } from "vitest";
import { builtPackage } from "../process/builtPackage.js";

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly cwd: string;
  readonly env?: Record<string, string>;
  /** Piped in; without it stdin is empty. */
  readonly stdin?: string;
}

export interface CliFailure {
  readonly exit: number | null;
  readonly code: string;
  readonly message: string;
  readonly errors: readonly { path: string; message: string }[];
}

export interface Cli {
  /** The built entry. */
  readonly file: string;
  /** Runs a command line as a process of its own, with nothing in the environment but `env`. */
  run(args: readonly string[], options: RunOptions): Promise<Outcome>;
  /** The same with `--json`. Answers what it printed, and throws unless that is one document and the exit code is 0. */
  json<Data = Record<string, unknown>>(args: readonly string[], options: RunOptions): Promise<Data>;
  /** The error with which a `--json` command fails, beside its exit code. Throws unless stdout stayed empty. */
  failure(args: readonly string[], options: RunOptions): Promise<CliFailure>;
  /** Starts a command line that goes on. It is killed when the test ends. */
  start(args: readonly string[], options: Omit<RunOptions, "stdin">): ChildProcess;
}

/** The command line as the package holds it, built before the first test; call the result inside a test. */
export function builtCli(): () => Cli {
  let folder: string | undefined;

  beforeAll(async () => {
    folder = await builtPackage();
  }, 120_000);

  return () => {
    if (folder === undefined) throw new Error("The command line is built before the first test.");
    return cliOf(folder);
  };
}

/** The command line of a package that lies in a folder. */
export function cliOf(folder: string): Cli {
  const file = join(folder, "dist/cli/index.js");

  function start(args: readonly string[], { cwd, env }: RunOptions): ChildProcess {
    const child = spawn(process.execPath, [file, ...args], { cwd, env: { PATH: process.env["PATH"], ...env } });
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    return child;
  }

  async function run(args: readonly string[], options: RunOptions): Promise<Outcome> {
    const child = start(args, options);
    child.stdin?.end(options.stdin ?? "");
    return outcomeOf(child);
  }

  return {
    file,
    start,
    run,
    json: async <Data>(args: readonly string[], options: RunOptions) => {
      const { code, stdout, stderr } = await run([...args, "--json"], options);
      if (code !== 0 || !/^[^\n]+\n$/.test(stdout)) throw new Error(`${args.join(" ")}: ${code}\n${stdout}${stderr}`);
      return JSON.parse(stdout) as Data;
    },
    failure: async (args, options) => {
      const { code, stdout, stderr } = await run([...args, "--json"], options);
      if (stdout !== "" || !/^[^\n]+\n$/.test(stderr))
        throw new Error(`${args.join(" ")}: ${code}\n${stdout}${stderr}`);
      const { error } = JSON.parse(stderr) as { error: Omit<CliFailure, "exit"> };
      return { exit: code, ...error };
    },
  };
}

/** Waits for the end of a process; answers its exit code and what it wrote. */
export function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const written = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk) => {
    written.stdout += String(chunk);
  });
  child.stderr?.on("data", (chunk) => {
    written.stderr += String(chunk);
  });
  return new Promise((done) => child.once("close", (code) => done({ code, ...written })));
}
