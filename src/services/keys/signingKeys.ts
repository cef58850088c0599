import type { KeyObject } from "node:crypto";
import { compareAndSetLoop } from "../../stores/compareAndSetLoop.js";
import type { SigningKey, SigningKeyStore } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";
import { SECOND } from "../../utils/duration.js";
import type { Logger } from "../../utils/logger.js";
import type { AccessTokenKeys } from "../token/index.js";
import { type Jwks, KeySet, newKeyPair } from "./KeySet.js";
import type { KeyEncryption } from "./keyEncryption.js";
import {
  expiredKeys,
  type KeyPolicy,
  type KeyState,
  keyStates,
  nextScheduledKey,
  PUBLISHED_AHEAD,
  signerOf,
  waitingKeyOf,
} from "./keySchedule.js";

/** A key as an operator sees it. Times are epoch milliseconds. */
export interface KeyView {
  readonly kid: string;
  readonly algorithm: "ES256";
  /** `next`: published, does not sign yet. `retired`: signs no more, and is published until its last token has expired. */
  readonly state: KeyState;
  /** `false`: no secret of ACCESS_TOKEN_SECRET decrypts it, so it is neither used nor published. */
  readonly isReadable: boolean;
  readonly createdAt: number;
  readonly signsFrom: number;
  /** When the key after it signs; `null` before there is one. */
  readonly retiresAt: number | null;
  /** When it is deleted; `null` when that is not known yet. */
  readonly deletableAt: number | null;
}

export interface SigningKeysDeps {
  readonly store: SigningKeyStore;
  readonly clock: Clock;
  readonly encryption: KeyEncryption;
  readonly policy: KeyPolicy;
  readonly logger: Logger;
}

/** Anybody can send tokens that name keys which do not exist: they must not cost a read of the database each. */
const RELOAD_PAUSE = 10 * SECOND;

/** The key pairs of ES256, stored encrypted. Every change is one conditional write: servers and operators may make it at once. */
export class SigningKeys implements AccessTokenKeys {
  readonly algorithm = "ES256";
  readonly #deps: SigningKeysDeps;
  readonly #keySet: KeySet;
  #reading: Promise<void> | null = null;
  #reloadedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: SigningKeysDeps) {
    this.#deps = deps;
    this.#keySet = new KeySet(deps.encryption, (kid) => {
      deps.logger.error({ kid }, "A signing key is not used: no secret of ACCESS_TOKEN_SECRET decrypts it.");
    });
  }

  signer(now: number): { kid: string; key: KeyObject } {
    return this.#keySet.signer(now);
  }

  verifiers(kid: unknown): readonly KeyObject[] {
    const key = typeof kid === "string" ? this.#keySet.publicKey(kid) : undefined;
    return key === undefined ? [] : [key];
  }

  async reload(): Promise<void> {
    const now = this.#deps.clock.now();
    // A request that comes during a read waits for its answer; one that comes shortly after it gets no read of its own.
    if (this.#reading === null && Math.abs(now - this.#reloadedAt) < RELOAD_PAUSE) return;
    this.#reloadedAt = now;
    try {
      await this.#read();
    } catch (error) {
      // Nothing was learned, so the next token may try again: an outage must not become an answer about tokens.
      this.#reloadedAt = Number.NEGATIVE_INFINITY;
      throw error;
    }
  }

  /** The public keys as they were last read. */
  jwks(): Jwks {
    return this.#keySet.jwks();
  }

  /**
   * Makes the first key or the next one that is due, reencrypts what an older secret has encrypted, deletes expired keys, and
   * reads what other servers did. It must run once before a token is made, and then at intervals. Rejects as the store does.
   */
  async maintain(): Promise<void> {
    const { store, clock, policy, logger } = this.#deps;
    const keys = await store.list();
    for (const key of keys) await this.#reencrypt(key);
    // A key that stays open in memory is of use even if no secret decrypts it any more.
    const canSign = keys.some((key) => this.#keySet.publicKey(key._id) !== undefined || this.#isReadable(key));
    const due = canSign ? nextScheduledKey(keys, clock.now(), policy) : { signsFrom: clock.now() };
    if (due !== null) await this.#add(keys, due.signsFrom);
    for (const { _id: kid } of expiredKeys(keys, clock.now(), policy)) {
      if (await store.delete(kid)) logger.info({ kid }, "A signing key was deleted: its last token has expired.");
    }
    await this.#readAgain();
  }

  /** Every key, oldest first. */
  async listKeys(): Promise<KeyView[]> {
    const { store, clock, policy } = this.#deps;
    const keys = await store.list();
    return keyStates(keys, clock.now(), policy).map(({ key, state, retiresAt, deletableAt }) => ({
      kid: key._id,
      algorithm: key.algorithm,
      state,
      isReadable: this.#isReadable(key),
      createdAt: key.createdAt,
      signsFrom: key.signsFrom,
      retiresAt,
      deletableAt,
    }));
  }

  /** Makes the next key, unless one is waiting: it signs a day from now, the very first at once. Returns every key. */
  async generateKey(): Promise<{ created: boolean; keys: KeyView[] }> {
    const { store, clock } = this.#deps;
    const created = await compareAndSetLoop(async () => {
      const keys = await store.list();
      if (waitingKeyOf(keys, clock.now()) !== undefined) return false;
      const ahead = keys.length === 0 ? 0 : PUBLISHED_AHEAD;
      return (await this.#add(keys, clock.now() + ahead)) || undefined;
    });
    const generated = { created, keys: await this.listKeys() };
    await this.#readAgain();
    return generated;
  }

  /**
   * Makes the next key sign from now on; it is made first when none is waiting. Tokens of the key before stay valid until they
   * expire, unless `revokeOlder`: then the older keys are deleted at once, as a leaked key must be. Returns every key that is left.
   */
  async rotateKeys({ revokeOlder = false }: { revokeOlder?: boolean } = {}): Promise<KeyView[]> {
    await this.#rotate();
    if (revokeOlder) await this.#deleteOlder();
    const keys = await this.listKeys();
    await this.#readAgain();
    return keys;
  }

  async #rotate(): Promise<void> {
    const { store, clock } = this.#deps;
    let before: string | null | undefined;
    await compareAndSetLoop(async () => {
      const keys = await store.list();
      const signing = signerOf(keys, clock.now())?._id ?? null;
      if (before === undefined) before = signing;
      // Somebody else rotated at the same moment, which is what was asked for.
      if (signing !== before) return "rotated";
      const waiting = waitingKeyOf(keys, clock.now());
      const canSign = waiting !== undefined && this.#isReadable(waiting);
      const won = await (canSign ? this.#activateNow(waiting) : this.#add(keys, clock.now()));
      return won ? "rotated" : undefined;
    });
  }

  async #activateNow(key: SigningKey): Promise<boolean> {
    const next = { ...key, signsFrom: this.#deps.clock.now(), version: key.version + 1 };
    return (await this.#deps.store.compareAndSet(next, key.version)).kind === "stored";
  }

  async #deleteOlder(): Promise<void> {
    const { store, clock, logger } = this.#deps;
    const keys = await store.list();
    const signing = signerOf(keys, clock.now());
    const older = keys.filter(({ sequence }) => signing !== undefined && sequence < signing.sequence);
    for (const { _id: kid } of older) {
      if (await store.delete(kid)) logger.warn({ kid }, "A signing key was revoked: its tokens are refused.");
    }
  }

  /** Makes the key after the last of `keys`. `false` when somebody else made it at the same moment; then theirs is used. */
  async #add(keys: readonly SigningKey[], signsFrom: number): Promise<boolean> {
    const { store, clock, encryption, logger } = this.#deps;
    const { kid, privateKey } = newKeyPair();
    const result = await store.create({
      _id: kid,
      sequence: (keys.at(-1)?.sequence ?? 0) + 1,
      version: 0,
      algorithm: "ES256",
      sealedKey: encryption.encrypt(privateKey, kid),
      createdAt: clock.now(),
      signsFrom,
    });
    if (result.kind === "taken") return false;
    logger.info({ kid, signsFrom }, "A signing key was made.");
    return true;
  }

  /** So that an older secret can be taken out of the list. A lost race is not repeated: the next run tries again. */
  async #reencrypt(key: SigningKey): Promise<void> {
    const { store, encryption } = this.#deps;
    const decrypted = encryption.decrypt(key.sealedKey, key._id);
    if (decrypted === null || decrypted.isCurrent) return;
    const sealedKey = encryption.encrypt(decrypted.privateKey, key._id);
    await store.compareAndSet({ ...key, sealedKey, version: key.version + 1 }, key.version);
  }

  #isReadable({ sealedKey, _id: kid }: SigningKey): boolean {
    return this.#deps.encryption.decrypt(sealedKey, kid) !== null;
  }

  /** One read at a time, so that no older answer comes after a newer one. */
  #read(): Promise<void> {
    this.#reading ??= this.#deps.store
      .list()
      .then((keys) => this.#keySet.replace(keys))
      .finally(() => {
        this.#reading = null;
      });
    return this.#reading;
  }

  /** A read that begins now sees what this process has changed; one that is under way may not. */
  async #readAgain(): Promise<void> {
    await this.#reading?.catch(() => undefined);
    await this.#read();
  }
}
