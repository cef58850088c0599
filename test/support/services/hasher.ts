import { HashingQueue, type HashRequester, PasswordHasher } from "../../../src/services/password/index.js";

const NOBODY: HashRequester = { lane: "ordinary", ip: null };

/** A hasher whose callers need not say who they are. */
class TestHasher extends PasswordHasher {
  override hash(password: string, requester = NOBODY): Promise<string> {
    return super.hash(password, requester);
  }

  override verify(storedHash: string | null, password: string, requester = NOBODY): Promise<boolean> {
    return super.verify(storedHash, password, requester);
  }
}

/** The hasher of the server, with nobody else in its queue. */
export function createHasher(
  queue: Pick<HashingQueue, "run"> = new HashingQueue({ concurrency: () => 2, lane: { size: 100, perNetwork: 100 } }),
): TestHasher {
  return new TestHasher(queue);
}
