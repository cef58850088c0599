import { expect } from "vitest";
import type { IssuedTokens } from "../../src/services/session/index.js";
import type { Session, Store, User } from "../../src/stores/Store.js";
import { ApiError } from "../../src/utils/ApiError.js";
import { aUser } from "../contract/records.js";
import {
  A_BROWSER,
  A_CLIENT,
  createSessionServices,
  GRACE,
  read,
  type SessionServices,
} from "../support/sessionServices.js";
import type { Command } from "./commands.js";

interface HandedOut {
  readonly refreshToken: string;
  readonly accessToken: string;
  readonly session: number;
  readonly generation: number;
}

/** How a step came out, in words that do not depend on random secrets. */
type Outcome = { ok: true; session?: number; generation?: number; isNew?: boolean } | { ok: false; code: string };

/** The real services over one store, one user, one clock, and every token that was ever handed out. */
export class World {
  readonly #store: Store;
  readonly #user: User;
  readonly #services: SessionServices;
  readonly #tokens: HandedOut[] = [];
  readonly #sessions: string[] = [];
  readonly #expiries: number[] = [];
  readonly #dead = new Set<number>();
  /** When a generation (`session/generation`) was first stored as confirmed. */
  readonly #confirmations = new Map<string, number>();
  /** The key with which a generation was spent. */
  readonly #keys = new Map<string, string | null>();

  private constructor(store: Store, user: User) {
    this.#store = store;
    this.#user = user;
    this.#services = createSessionServices(store);
  }

  static async create(store: Store): Promise<World> {
    const user = aUser();
    await store.users.create(user);
    return new World(store, user);
  }

  async run(command: Command): Promise<Outcome> {
    try {
      return await this.#carryOut(command);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { ok: false, code: error.code };
    }
  }

  async #carryOut(command: Command): Promise<Outcome> {
    switch (command.kind) {
      case "open":
        return this.#open(command.browser);
      case "refresh":
        return this.#refresh(command.token, command.fromCookie, command.key);
      case "burst":
        return this.#burst(command.token, command.size);
      case "access":
        return this.#access(command.token);
      case "logout":
        return this.#logout(command.token);
      case "changePassword":
        return this.#changePassword(command.session);
      case "endAll":
        await this.#nextEpoch();
        this.#sessions.forEach((_, session) => void this.#dead.add(session));
        return { ok: true };
      case "advance":
        this.#services.clock.advance(command.by);
        return { ok: true };
    }
  }

  async #open(isBrowser: boolean): Promise<Outcome> {
    const user = await this.#currentUser();
    const tokens = await this.#services.open(user, { rememberMe: true, client: isBrowser ? A_BROWSER : A_CLIENT });
    const { sessionId } = read(tokens.refreshToken);
    this.#sessions.push(sessionId);
    this.#expiries.push((await this.#record(this.#sessions.length - 1)).expiresAt);
    return this.#handOut(tokens);
  }

  async #refresh(index: number, fromCookie: boolean, idempotencyKey: string | null): Promise<Outcome> {
    const presented = this.#pick(index);
    const { refreshToken: token, session, generation } = presented;
    const before = await this.#record(session);
    const isRetry = idempotencyKey !== null && idempotencyKey === this.#keys.get(`${session}/${generation}`);
    const isStolen = !isRetry && this.#isStolen(presented, before, fromCookie);
    const client = fromCookie ? A_BROWSER : A_CLIENT;
    try {
      const tokens = await this.#services.refresh({ token, cameFromCookie: fromCookie, idempotencyKey, client });
      this.#mustBeAlive(session);
      expect(isStolen, "a stolen token is not answered").toBe(false);
      expect(generation < before.firstGeneration, "a password change ends the older tokens").toBe(false);
      return this.#handOut(tokens);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (generation < before.firstGeneration) expect(await this.#record(session)).toEqual(before);
      if (/REUSED|REVOKED/.test(error.code)) await this.#noteEnd(session);
      if (error.code === "REFRESH_TOKEN_REUSED") expect(this.#dead, "theft ends the session").toContain(session);
      throw error;
    } finally {
      const rises = (await this.#record(session)).generation - before.generation;
      expect([0, 1], "one generation for each spend").toContain(rises);
      if (rises === 1) this.#keys.set(`${session}/${generation}`, idempotencyKey);
    }
  }

  /** Invariant 5: who must be taken for a thief, unless it is the retry of the one who spent the token. */
  #isStolen({ session, generation }: HandedOut, before: Session, fromCookie: boolean): boolean {
    if (generation >= before.generation) return false;
    const isTolerant = fromCookie && before.openedBy === "browser";
    const confirmedAt = this.#confirmations.get(`${session}/${generation + 1}`);
    return !isTolerant || (confirmedAt !== undefined && this.#services.clock.now() - confirmedAt > GRACE);
  }

  /** Several tabs at once. Which of them wins is open; that they agree is not. */
  async #burst(index: number, size: number): Promise<Outcome> {
    const { refreshToken: token } = this.#pick(index);
    const before = await this.#record(this.#pick(index).session);
    const client = A_BROWSER;
    const tries = Array.from({ length: size }, () =>
      this.#services.refresh({ token, cameFromCookie: true, idempotencyKey: null, client }),
    );
    const answers = await Promise.allSettled(tries);
    const given = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
    const after = await this.#record(this.#pick(index).session);
    expect(new Set(given.map(({ refreshToken }) => refreshToken)).size).toBeLessThanOrEqual(1);
    expect(after.lateCount - before.lateCount).toBeLessThanOrEqual(1);
    expect(after.generation - before.generation).toBeLessThanOrEqual(1);
    const [first] = given;
    if (first !== undefined) return this.#handOut(first);
    await this.#noteEnd(this.#pick(index).session);
    return { ok: false, code: "all refused" };
  }

  async #access(index: number): Promise<Outcome> {
    const { accessToken, session } = this.#pick(index);
    const { generation } = await this.#services.authenticate(accessToken);
    this.#mustBeAlive(session);
    await this.#services.background.drain();
    return { ok: true, generation };
  }

  async #logout(index: number): Promise<Outcome> {
    const { refreshToken, session } = this.#pick(index);
    await this.#services.ending.logout([{ kind: "refresh", token: refreshToken }], A_CLIENT);
    this.#dead.add(session);
    return { ok: true };
  }

  async #changePassword(index: number): Promise<Outcome> {
    const session = index % this.#sessions.length;
    const user = await this.#nextEpoch();
    const renewed = this.#services.renew(user, this.#sessions[session] ?? "");
    this.#sessions.forEach((_, other) => void (other !== session && this.#dead.add(other)));
    const tokens = await renewed.catch((error: unknown) => {
      this.#dead.add(session);
      throw error;
    });
    this.#mustBeAlive(session);
    return this.#handOut(tokens);
  }

  /** The invariants of the rule that show in the records. */
  async checkInvariants(): Promise<void> {
    for (const [index, expiresAt] of this.#expiries.entries()) {
      const record = await this.#record(index);
      this.#noteConfirmations(index, record);
      expect(record.expiresAt).toBe(expiresAt);
      expect(record.idleExpiresAt).toBeLessThanOrEqual(record.expiresAt);
      expect(record.previous.length).toBeLessThanOrEqual(4);
      expect(record.lateCount).toBeLessThanOrEqual(5);
    }
    const byGeneration = new Map<string, string>();
    for (const { refreshToken, session, generation } of this.#tokens) {
      const place = `${session}/${generation}`;
      expect(byGeneration.get(place) ?? refreshToken, "one secret a generation").toBe(refreshToken);
      byGeneration.set(place, refreshToken);
    }
  }

  #noteConfirmations(session: number, { generation, confirmedAt, previous }: Session): void {
    const known = previous.map((entry) => [entry.generation + 1, entry.successorConfirmedAt] as const);
    for (const [confirmed, at] of [...known, [generation, confirmedAt] as const]) {
      const place = `${session}/${confirmed}`;
      if (at !== null && !this.#confirmations.has(place)) this.#confirmations.set(place, at);
    }
  }

  #handOut(tokens: IssuedTokens): Outcome {
    const { sessionId, generation } = read(tokens.refreshToken);
    const session = this.#sessions.indexOf(sessionId);
    const { refreshToken, accessToken } = tokens;
    this.#tokens.push({ refreshToken, accessToken, session, generation });
    return { ok: true, session, generation };
  }

  #mustBeAlive(session: number): void {
    expect(this.#dead.has(session), "nothing lives again").toBe(false);
  }

  async #noteEnd(session: number): Promise<void> {
    if ((await this.#record(session)).revokedAt !== null) this.#dead.add(session);
  }

  async #nextEpoch(): Promise<User> {
    const user = await this.#currentUser();
    const next = { ...user, epoch: user.epoch + 1, version: user.version + 1 };
    expect(await this.#store.users.compareAndSet(next, user.version)).toEqual({ kind: "stored" });
    return next;
  }

  async #currentUser(): Promise<User> {
    const user = await this.#store.users.byId(this.#user._id);
    if (user === null) throw new Error("The user is gone.");
    return user;
  }

  async #record(session: number): Promise<Session> {
    const record = await this.#store.sessions.get(this.#sessions[session] ?? "");
    if (record === null) throw new Error("The session is gone.");
    return record;
  }

  #pick(index: number): HandedOut {
    const count = this.#tokens.length;
    const token = this.#tokens[((index % count) + count) % count];
    if (token === undefined) throw new Error("No token was handed out.");
    return token;
  }
}
