import { availableParallelism } from "node:os";
import type { Worker } from "node:worker_threads";
import type { Config } from "../config/index.js";
import type { Events } from "../services/events/index.js";
import {
  type AppPasswordPolicy,
  HashingQueue,
  HashingThreads,
  libuvHashFunctions,
  PasswordHasher,
  PasswordPolicy,
} from "../services/password/index.js";

interface PasswordParts {
  readonly events: Events;
  /** How many processes share the cores of this machine. */
  readonly processes: number;
  /** Whether hashing has threads of its own, as a server needs. */
  readonly ownThreads: boolean;
  /** The app's own rule for passwords. */
  readonly ofApp: AppPasswordPolicy | undefined;
}

/** As many as libuv's pool has, which hashes where no thread can be started: more jobs would wait there, out of the queue's sight. */
const HASHING_THREADS = 4;
/** In each of the two lanes. */
const QUEUED_PER_HASHER = 256;
/** The part of a lane that one network may take. */
const NETWORK_SHARE = 1 / 8;

/** The password policy, and the hasher with its queue. */
export function composePasswordServices(config: Config, { events, processes, ownThreads, ofApp }: PasswordParts) {
  // Hashing in every process on every core would take the time, and the memory, of all the other requests.
  const hashers = Math.min(Math.ceil(availableParallelism() / processes), HASHING_THREADS);
  const size = hashers * QUEUED_PER_HASHER;
  // Without limits the load of a test or benchmark may come from one address.
  const perNetwork = config.rateLimit === "on" ? size * NETWORK_SHARE : size;
  const threads = ownThreads ? new HashingThreads(startThread, events) : null;
  // One more where hashes give way to requests: no core is idle while an ended hash waits for the event loop to take the next one.
  // On a single core two hashes would only displace each other's memory from its cache.
  const concurrency = () => (hashers > 1 && threads?.haveLowPriority() ? hashers + 1 : hashers);
  const queue = new HashingQueue({ concurrency, lane: { size, perNetwork } }, events);
  return {
    hasher: new PasswordHasher(queue, threads ?? libuvHashFunctions),
    passwordPolicy: new PasswordPolicy({ minLength: config.passwordMinLength, ofApp }),
    closeHasher: async () => threads?.close(),
  };
}

/** Loaded on demand, because Jest cannot read a CommonJS module with `import.meta` in it. Hashing must do without then. */
async function startThread(): Promise<Worker> {
  const { startHashingThread } = await import("./startHashingThread.js");
  return startHashingThread();
}
