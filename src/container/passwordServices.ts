import { availableParallelism } from "node:os";
import type { Config } from "../config/index.js";
import type { Events } from "../services/events/index.js";
import { HashingQueue, PasswordHasher, PasswordPolicy } from "../services/password/index.js";

/** Node hashes on the four threads of libuv. More jobs would wait there, out of the queue's sight, before files and names. */
const HASHING_THREADS = 4;
/** In each of the two lanes. */
const QUEUED_PER_HASHER = 256;
/** The part of a lane that one network may take. */
const NETWORK_SHARE = 1 / 8;

/** The password policy, and the hasher with its queue. `processes`: how many of them share the cores of this machine. */
export function composePasswordServices(config: Config, { events, processes }: { events: Events; processes: number }) {
  // Hashing in every process on every core would take the time, and the memory, of all the other requests.
  const hashers = Math.min(Math.ceil(availableParallelism() / processes), HASHING_THREADS);
  const size = hashers * QUEUED_PER_HASHER;
  // Without limits the load of a test or benchmark may come from one address.
  const perNetwork = config.rateLimit === "on" ? size * NETWORK_SHARE : size;
  return {
    hasher: new PasswordHasher(new HashingQueue({ concurrency: hashers, lane: { size, perNetwork } }, events)),
    passwordPolicy: new PasswordPolicy({ minLength: config.passwordMinLength }),
  };
}
