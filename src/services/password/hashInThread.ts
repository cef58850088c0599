import { pbkdf2Sync, scryptSync } from "node:crypto";
import { constants, getPriority, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { hashSync, verifySync } from "@node-rs/argon2";
import bcrypt from "bcrypt";
import type { HashFunctions } from "./HashFunctions.js";
import type { FromHashingThread, HashCall } from "./HashingThread.js";

// The program of a hashing thread. No other module imports it: container/startHashingThread.ts has its path.

/**
 * Added to the niceness of the process. It leaves hashes a tenth of a core that requests want too, so no request waits for a hash,
 * and a server that is busy with requests still signs users in. With the lowest priority a sign-in would take seconds there.
 */
const NICENESS = 10;

type Computed = {
  [Name in keyof HashFunctions]: (...args: Parameters<HashFunctions[Name]>) => Awaited<ReturnType<HashFunctions[Name]>>;
};

const FUNCTIONS: Computed = {
  argon2Hash: hashSync,
  argon2Verify: verifySync,
  bcryptCompare: bcrypt.compareSync,
  pbkdf2: pbkdf2Sync,
  scrypt: scryptSync,
};

function compute<Name extends keyof HashFunctions>({ name, args }: HashCall<Name>): FromHashingThread {
  try {
    return { kind: "result", result: FUNCTIONS[name](...args) };
  } catch (error) {
    return { kind: "failed", error };
  }
}

/** Whether it is lower now. */
function lowerPriority(): boolean {
  // Only Linux has a priority of each thread. Elsewhere this would lower the whole server's.
  if (process.platform !== "linux") return false;
  try {
    setPriority(Math.min(getPriority() + NICENESS, constants.priority.PRIORITY_LOW));
    return true;
  } catch {
    // A sandbox may forbid it. Then hashes and requests have the same priority.
    return false;
  }
}

const hasLowPriority = lowerPriority();
parentPort?.on("message", (call: HashCall) => parentPort?.postMessage(compute(call)));
parentPort?.postMessage({ kind: "ready", hasLowPriority } satisfies FromHashingThread);
