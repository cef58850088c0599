import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort } from "../../scripts/mongo/freePort.js";
import type { NodeRuntime } from "../../scripts/support/nodeRuntime.js";
import { HttpConnection, requestText } from "./HttpConnection.js";

/** Servers run on one core, the load on another: so neither takes the other's time. */
export const SERVER_CORE = "0";
export const LOAD_CORE = "1";
/** For what is to keep every core busy. */
export const BOTH_CORES = "0,1";

const START_PATIENCE_MS = 30_000;
const OUTPUT_SHOWN = 2000;

export interface ServerProgram {
  /** From the root of the repository. */
  readonly program: string;
  readonly args?: readonly string[];
  /** Answers 200 once the server is ready. */
  readonly ready: string;
  /** As taskset names them; the one core of servers when absent. */
  readonly cores?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The Node that servers run with, and the tree that their programs are in. */
export type ServerRuntime = Pick<NodeRuntime, "node" | "root">;

const THIS_RUNTIME: ServerRuntime = { node: process.execPath, root: resolve(".") };

/** A server in a process and an empty folder of its own, kept on one core. */
export class ServerUnderTest {
  readonly port: number;
  /** From the start of the process to its first 200, in milliseconds. */
  readonly startTime: number;
  readonly #process: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(server: { process: ChildProcess; exited: Promise<unknown>; port: number; startTime: number }) {
    this.port = server.port;
    this.startTime = server.startTime;
    this.#process = server.process;
    this.#exited = server.exited;
  }

  static async start(
    { program, args = [], ready, cores = SERVER_CORE, environment = {} }: ServerProgram,
    { node, root } = THIS_RUNTIME,
  ): Promise<ServerUnderTest> {
    const folder = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
    const port = await freePort();
    const start = performance.now();
    const child = spawn("taskset", ["-c", cores, node, resolve(root, program), ...args], {
      cwd: folder,
      env: { PATH: process.env["PATH"], ...environment, PORT: String(port) },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const exited = once(child, "exit");
    let output = "";
    child.stderr.on("data", (chunk) => {
      output = (output + chunk).slice(-OUTPUT_SHOWN);
    });
    // Also when the benchmark fails.
    const dispose = () => {
      child.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    };
    process.once("exit", dispose);
    exited.then(() => {
      process.off("exit", dispose);
      dispose();
    });
    while (!(await answers200(port, ready))) {
      if (child.exitCode !== null || performance.now() - start > START_PATIENCE_MS) {
        throw new Error(`${program} did not start.\n${output}`);
      }
    }
    return new ServerUnderTest({ process: child, exited, port, startTime: performance.now() - start });
  }

  /** taskset becomes the program, so this is the server itself. */
  get pid(): number {
    if (this.#process.pid === undefined) throw new Error("The server has not started.");
    return this.#process.pid;
  }

  async stop(): Promise<void> {
    this.#process.kill("SIGTERM");
    await this.#exited;
  }
}

async function answers200(port: number, path: string): Promise<boolean> {
  try {
    const connection = await HttpConnection.open(port);
    const { status } = await connection.send(requestText("GET", path));
    connection.close();
    return status === 200;
  } catch {
    // Nobody listens yet.
    return false;
  }
}
