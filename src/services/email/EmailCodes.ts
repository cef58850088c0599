import { hash, randomInt } from "node:crypto";
import { compareAndSetLoop } from "../../stores/compareAndSetLoop.js";
import type { EmailCode, EmailCodeStore, EmailCodes as EmailCodesRecord, User } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";
import { equalInConstantTime } from "../../utils/constantTime.js";
import { MINUTE } from "../../utils/duration.js";
import { NOBODY } from "../../utils/ids.js";

/** How long a mailed code works, in milliseconds since it was requested. */
export const EMAIL_CODE_LIFE = 10 * MINUTE;

const DIGITS = 8;
const MAX_TRIES = 5;
/** Of browsers that the account does not know. A known one has a slot beside them. */
const MAX_WAITING = 3;

interface RequestedCode {
  /** Of the secret in the flow of the browser that requested the code. */
  readonly flowHash: string;
  readonly isOfKnownDevice: boolean;
  readonly expiresAt: number;
}

interface TriedCode {
  readonly flowHash: string;
  readonly code: string;
}

/** Codes of eight digits that are mailed to sign in with. Only a hash of each is stored. */
export class EmailCodes {
  readonly #codes: EmailCodeStore;
  readonly #clock: Clock;

  constructor({ codes, clock }: { codes: EmailCodeStore; clock: Clock }) {
    this.#codes = codes;
    this.#clock = clock;
  }

  /**
   * Makes a code that works with this flow alone, or answers `null` where none must be sent: the request is too old, or three codes of
   * unknown browsers wait, which strangers may have requested. A known device takes a slot of its own, and its newest request counts.
   * Repeated for one flow, it replaces the code and keeps the tries.
   */
  issue(user: Pick<User, "_id" | "email">, requested: RequestedCode): Promise<string | null> {
    const code = String(randomInt(10 ** DIGITS)).padStart(DIGITS, "0");
    const { flowHash, isOfKnownDevice, expiresAt } = requested;
    return compareAndSetLoop(async () => {
      if (expiresAt <= this.#clock.now()) return null;
      const record = await this.#codes.get(user._id);
      const waiting = this.#waiting(record, user.email);
      const own = waiting.find((entry) => entry.flowHash === flowHash);
      const others = waiting.filter((entry) => entry !== own);
      const rivals = others.filter((entry) => entry.isOfKnownDevice === isOfKnownDevice);
      if (isOfKnownDevice ? rivals.some((rival) => rival.expiresAt > expiresAt) : rivals.length >= MAX_WAITING) return null;
      const entry: EmailCode = {
        flowHash,
        codeHash: hashOfCode({ flowHash, code }),
        email: user.email,
        isOfKnownDevice,
        tries: own?.tries ?? 0,
        expiresAt,
      };
      const kept = isOfKnownDevice ? others.filter((other) => !rivals.includes(other)) : others;
      const isStored = await this.#write(user._id, record, [...kept, entry]);
      return isStored ? code : undefined;
    });
  }

  /**
   * Spends a code: of concurrent calls with the right one exactly one gets `true`. A try is counted before the code is judged, so of
   * many at once no more than five are. Where there is nothing to try, as for a user who does not exist, it does the same work.
   */
  async spend(user: Pick<User, "_id" | "email"> | null, tried: TriedCode): Promise<boolean> {
    const counted = await compareAndSetLoop(() => this.#countTry(user, tried));
    return user !== null && counted !== null && isRight(counted, tried) && this.#remove(user, counted);
  }

  async #countTry(user: Pick<User, "_id" | "email"> | null, { flowHash }: TriedCode): Promise<EmailCode | null | undefined> {
    const id = user?._id ?? NOBODY;
    const [record, ofNobody] = await Promise.all([this.#codes.get(id), this.#codes.get(NOBODY)]);
    const waiting = user === null ? [] : this.#waiting(record, user.email);
    const entry = waiting.find((one) => one.flowHash === flowHash);
    if (entry === undefined || entry.tries >= MAX_TRIES) {
      // Whether it is stored does not matter. In the user's own record it would disturb whoever has a code.
      await this.#write(NOBODY, ofNobody, []);
      return null;
    }
    const counted = { ...entry, tries: entry.tries + 1 };
    const isStored = await this.#write(id, record, waiting.with(waiting.indexOf(entry), counted));
    return isStored ? counted : undefined;
  }

  /** Only as long as it is this very code: a retry of its email may have replaced it. */
  #remove({ _id, email }: Pick<User, "_id" | "email">, { flowHash, codeHash }: EmailCode): Promise<boolean> {
    return compareAndSetLoop(async () => {
      const record = await this.#codes.get(_id);
      const waiting = this.#waiting(record, email);
      const others = waiting.filter((entry) => entry.flowHash !== flowHash || entry.codeHash !== codeHash);
      if (others.length === waiting.length) return false;
      return (await this.#write(_id, record, others)) || undefined;
    });
  }

  /** Those that still work: neither over, nor mailed to an address that the user has left. */
  #waiting(record: EmailCodesRecord | null, email: string): readonly EmailCode[] {
    const now = this.#clock.now();
    return (record?.waiting ?? []).filter((entry) => entry.expiresAt > now && entry.email === email);
  }

  /** Answers whether it was written: nobody else has written meanwhile. */
  async #write(userId: string, record: EmailCodesRecord | null, waiting: readonly EmailCode[]): Promise<boolean> {
    const expiresAt = Math.max(this.#clock.now(), ...waiting.map((entry) => entry.expiresAt));
    if (record === null) {
      const { kind } = await this.#codes.create({ _id: userId, version: 0, waiting, expiresAt });
      return kind === "created";
    }
    const next = { ...record, version: record.version + 1, waiting, expiresAt };
    const { kind } = await this.#codes.compareAndSet(next, record.version);
    return kind === "stored";
  }
}

/** The hash of a flow's secret, by which its codes are found. It is no secret itself: nobody can make the flow of it. */
export function hashOfFlow(secret: string): string {
  return hash("sha256", secret, "base64url" as "hex");
}

function hashOfCode({ flowHash, code }: TriedCode): string {
  return hash("sha256", `${flowHash} ${code}`, "base64url" as "hex");
}

function isRight({ codeHash }: EmailCode, tried: TriedCode): boolean {
  return equalInConstantTime(codeHash, hashOfCode(tried));
}
