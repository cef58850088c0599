import type { SigningKey } from "../../stores/Store.js";
import { addKey } from "./addKey.js";
import type { KeyDeps } from "./KeyDeps.js";
import { dueKey, spentKeys } from "./keyLife.js";

/**
 * What the schedule asks for, once. Every step is one conditional write, so servers may do this at the same time.
 *
 * @param isHeld whether the key of this name is open in memory: that stays of use when its seal no longer opens
 */
export function createKeyMaintenance(deps: KeyDeps, isHeld: (kid: string) => boolean): () => Promise<void> {
  const { store, clock, seal, policy, logger } = deps;

  /** So that an older secret can be taken out of the list. A lost race needs no repeat: the next run looks again. */
  async function sealAnew(key: SigningKey): Promise<void> {
    const opened = seal.open(key.sealedKey, key._id);
    if (opened === null || opened.isCurrent) return;
    const sealedKey = seal.seal(opened.privateKey, key._id);
    await store.compareAndSet({ ...key, sealedKey, version: key.version + 1 }, key.version);
  }

  async function makeDueKey(keys: readonly SigningKey[]): Promise<void> {
    const canSign = keys.some(({ _id: kid, sealedKey }) => isHeld(kid) || seal.open(sealedKey, kid) !== null);
    const due = canSign ? dueKey(keys, clock.now(), policy) : { signsFrom: clock.now() };
    if (due !== null) await addKey(deps, keys, due.signsFrom);
  }

  return async () => {
    const keys = await store.list();
    for (const key of keys) await sealAnew(key);
    await makeDueKey(keys);
    for (const { _id: kid } of spentKeys(keys, clock.now(), policy)) {
      if (await store.delete(kid)) logger.info({ kid }, "A signing key was deleted: its last token has expired.");
    }
  };
}
