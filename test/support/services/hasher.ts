import {
  createHashingQueue,
  createPasswordHasher,
  type HashingQueue,
  type HashRequester,
  type PasswordHasher,
} from "../../../src/services/password/index.js";

const NOBODY: HashRequester = { lane: "ordinary", ip: null };

/** A hasher whose callers need not say who they are. */
interface TestHasher extends PasswordHasher {
  hash(password: string, requester?: HashRequester): Promise<string>;
  verify(storedHash: string | null, password: string, requester?: HashRequester): Promise<boolean>;
}

/** The hasher of the server, with nobody else in its queue. */
export function createHasher(
  queue: HashingQueue = createHashingQueue({ concurrency: 2, lane: { size: 100, perNetwork: 100 } }),
): TestHasher {
  const hasher = createPasswordHasher(queue);
  return {
    ...hasher,
    hash: (password, requester = NOBODY) => hasher.hash(password, requester),
    verify: (storedHash, password, requester = NOBODY) => hasher.verify(storedHash, password, requester),
  };
}
