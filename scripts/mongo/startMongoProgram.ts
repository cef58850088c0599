import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConnection } from "mongoose";
import { freePort } from "./freePort.js";
import type { MongoProgram } from "./MongoProgram.js";

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;

export interface RunningProgram {
  readonly url: string;
  /** Ends the process and keeps its data. */
  stop(): Promise<void>;
  /** Starts it again, on the same port and the same data. */
  restart(): Promise<void>;
  /** Ends the process and removes its data. */
  dispose(): Promise<void>;
}

async function untilItAnswers(url: string): Promise<void> {
  const connection = createConnection();
  try {
    await connection.openUri(url, { serverSelectionTimeoutMS: START_TIMEOUT_MS, connectTimeoutMS: START_TIMEOUT_MS });
  } finally {
    await connection.destroy();
  }
}

async function failWhenItEnds(child: ChildProcess): Promise<never> {
  let errors = "";
  child.stderr?.on("data", (chunk) => {
    errors += chunk;
  });
  await once(child, "close");
  throw new Error(`The MongoDB server ended while it started: ${errors}`);
}

async function startProcess(file: string, args: string[], url: string): Promise<ChildProcess> {
  const child = spawn(file, args, { stdio: ["pipe", "ignore", "pipe"] });
  try {
    await Promise.race([untilItAnswers(url), failWhenItEnds(child)]);
    return child;
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

async function endProcess(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  const deadline = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(deadline);
}

/** Starts a server on a free loopback port with an empty data folder, and waits until it answers. */
export async function startMongoProgram(program: MongoProgram): Promise<RunningProgram> {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-mongo-"));
  const port = await freePort();
  const url = `mongodb://127.0.0.1:${port}/`;
  const removeData = () => rm(folder, { recursive: true, force: true });
  const start = () => startProcess(program.file, program.args(port, folder), url);
  let child = await start().catch(async (error) => {
    await removeData();
    throw error;
  });

  return {
    url,
    stop: () => endProcess(child, "SIGTERM"),
    async restart() {
      child = await start();
    },
    async dispose() {
      // An orderly end takes seconds, to save what is removed here.
      await endProcess(child, "SIGKILL");
      await removeData();
    },
  };
}
