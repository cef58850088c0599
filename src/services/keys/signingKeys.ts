import { SECOND } from "../../utils/duration.js";
import type { AccessTokenKeys } from "../token/index.js";
import type { KeyDeps } from "./KeyDeps.js";
import { type Jwks, KeySet } from "./KeySet.js";
import { createKeyMaintenance } from "./keyMaintenance.js";
import { createKeyOperations, type KeyOperations } from "./keyOperations.js";

/** The key pairs of ES256, which lie in the store and are held open in memory. */
export interface SigningKeys extends AccessTokenKeys, KeyOperations {
  /**
   * Makes the first key or the next one that is due, seals anew what an older secret has sealed, deletes what is spent, and
   * reads what other servers did. It has to run once before a token is made, and then by the clock. Rejects as the store does.
   */
  maintain(): Promise<void>;
  /** The public keys as they were last read. */
  jwks(): Jwks;
}

/** Anybody can send tokens that name keys which do not exist: they must not cost a read of the database each. */
const RELOAD_PAUSE = 10 * SECOND;

export function createSigningKeys(deps: KeyDeps): SigningKeys {
  const { store, clock, seal, logger } = deps;
  const keySet = new KeySet(seal, (kid) => {
    logger.error({ kid }, "A signing key is not used: no secret of ACCESS_TOKEN_SECRET opens it.");
  });
  const maintenance = createKeyMaintenance(deps, (kid) => keySet.publicKey(kid) !== undefined);
  const operations = createKeyOperations(deps);
  let reading: Promise<void> | null = null;
  let reloadedAt = Number.NEGATIVE_INFINITY;

  /** One read at a time, so that no older answer comes after a newer one. */
  function read(): Promise<void> {
    reading ??= store
      .list()
      .then((keys) => keySet.replace(keys))
      .finally(() => {
        reading = null;
      });
    return reading;
  }

  /** What this process has changed is in the answer of a read that begins now, not of one that is under way. */
  async function readAnew(): Promise<void> {
    await reading?.catch(() => undefined);
    await read();
  }

  async function reload(): Promise<void> {
    // Whoever comes while it is read waits for the answer; whoever comes after it has to do with it.
    if (reading === null && Math.abs(clock.now() - reloadedAt) < RELOAD_PAUSE) return;
    reloadedAt = clock.now();
    try {
      await read();
    } catch (error) {
      // Nothing was learnt, so the next token may ask again: an outage must not become an answer about tokens.
      reloadedAt = Number.NEGATIVE_INFINITY;
      throw error;
    }
  }

  return {
    algorithm: "ES256",
    signer: (now) => keySet.signer(now),
    verifiers: (kid) => {
      const key = typeof kid === "string" ? keySet.publicKey(kid) : undefined;
      return key === undefined ? [] : [key];
    },
    reload,
    jwks: () => keySet.jwks(),
    maintain: async () => {
      await maintenance();
      await readAnew();
    },
    listKeys: operations.listKeys,
    generateKey: async () => {
      const generated = await operations.generateKey();
      await readAnew();
      return generated;
    },
    rotateKeys: async (options) => {
      const keys = await operations.rotateKeys(options);
      await readAnew();
      return keys;
    },
  };
}
