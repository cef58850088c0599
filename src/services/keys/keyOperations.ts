import { compareAndSetLoop } from "../../stores/compareAndSetLoop.js";
import type { SigningKey } from "../../stores/Store.js";
import { addKey } from "./addKey.js";
import type { KeyDeps } from "./KeyDeps.js";
import { type KeyState, lives, PUBLISHED_AHEAD, signerOf, waitingKeyOf } from "./keyLife.js";

/** A key as an operator sees it. Times are epoch milliseconds. */
export interface KeyView {
  readonly kid: string;
  readonly algorithm: "ES256";
  /** `next`: published, does not sign yet. `retired`: signs no more, and is published until its last token has expired. */
  readonly state: KeyState;
  /** `false`: no secret of ACCESS_TOKEN_SECRET opens it, so it is neither used nor published. */
  readonly isReadable: boolean;
  readonly createdAt: number;
  readonly signsFrom: number;
  /** When the key after it signs; `null` when there is none yet. */
  readonly retiresAt: number | null;
  /** When it is deleted; `null` when that is not known yet. */
  readonly deletableAt: number | null;
}

/** What an operator can do with the keys. All of it may be done while servers run, and from another process. */
export interface KeyOperations {
  /** Every key, oldest first. */
  listKeys(): Promise<KeyView[]>;
  /**
   * Makes the next key: it is published now and signs a day from now, the very first at once. When one waits already, nothing
   * is made. Answers every key.
   */
  generateKey(): Promise<{ created: boolean; keys: KeyView[] }>;
  /**
   * From now on the next key signs; it is made when none waits. Tokens of the key before stay valid until they expire, unless
   * `revokeOlder`: then the older keys are deleted at once, as a key that leaked has to be. Answers every key that is left.
   */
  rotateKeys(options?: { revokeOlder?: boolean }): Promise<KeyView[]>;
}

export function createKeyOperations(deps: KeyDeps): KeyOperations {
  const { store, clock, seal, policy, logger } = deps;

  const isReadable = (key: SigningKey) => seal.open(key.sealedKey, key._id) !== null;

  async function listKeys(): Promise<KeyView[]> {
    const keys = await store.list();
    return lives(keys, clock.now(), policy).map(({ key, state, retiresAt, deletableAt }) => ({
      kid: key._id,
      algorithm: key.algorithm,
      state,
      isReadable: isReadable(key),
      createdAt: key.createdAt,
      signsFrom: key.signsFrom,
      retiresAt,
      deletableAt,
    }));
  }

  async function bringForward(key: SigningKey): Promise<boolean> {
    const next = { ...key, signsFrom: clock.now(), version: key.version + 1 };
    return (await store.compareAndSet(next, key.version)).kind === "stored";
  }

  async function rotate(): Promise<void> {
    let before: string | null | undefined;
    await compareAndSetLoop(async () => {
      const keys = await store.list();
      const signing = signerOf(keys, clock.now())?._id ?? null;
      if (before === undefined) before = signing;
      // Somebody else rotated at the same moment, which is what was asked for.
      if (signing !== before) return "rotated";
      const waiting = waitingKeyOf(keys, clock.now());
      const canSign = waiting !== undefined && isReadable(waiting);
      const won = await (canSign ? bringForward(waiting) : addKey(deps, keys, clock.now()));
      return won ? "rotated" : undefined;
    });
  }

  async function deleteOlder(): Promise<void> {
    const keys = await store.list();
    const signing = signerOf(keys, clock.now());
    const older = keys.filter(({ sequence }) => signing !== undefined && sequence < signing.sequence);
    for (const { _id: kid } of older) {
      if (await store.delete(kid)) logger.warn({ kid }, "A signing key was revoked: its tokens are refused.");
    }
  }

  return {
    listKeys,
    generateKey: async () => {
      const created = await compareAndSetLoop(async () => {
        const keys = await store.list();
        if (waitingKeyOf(keys, clock.now()) !== undefined) return false;
        const ahead = keys.length === 0 ? 0 : PUBLISHED_AHEAD;
        return (await addKey(deps, keys, clock.now() + ahead)) || undefined;
      });
      return { created, keys: await listKeys() };
    },
    rotateKeys: async ({ revokeOlder = false } = {}) => {
      await rotate();
      if (revokeOlder) await deleteOlder();
      return listKeys();
    },
  };
}
