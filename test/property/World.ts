import { expect } from "vitest";
import { createAuditTrail } from "../../src/services/audit/index.js";
import {
  createAuthenticate,
  createIssuanceGate,
  createOpenSession,
  createRefreshSession,
  createRenewSession,
  createSessionEnding,
  type IssuedTokens,
} from "../../src/services/session/index.js";
import { createAccessTokens, createKeyring, decodeRefreshToken } from "../../src/services/token/index.js";
import type { Session, Store, User } from "../../src/stores/Store.js";
import { ApiError } from "../../src/utils/ApiError.js";
import { createBackground } from "../../src/utils/background.js";
import { aUser, NOW } from "../contract/records.js";
import { ManualClock } from "../support/ManualClock.js";
import type { Command } from "./commands.js";

const DAY = 24 * 3600 * 1000;
const IDLE = 7 * DAY;
const SETTINGS = { secrets: ["a".repeat(32)], issuer: "http://localhost", audience: "http://localhost" };
const CLIENT = { isBrowser: false, ip: null, userAgent: null };

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
  readonly #clock = new ManualClock(NOW);
  readonly #keyring = createKeyring(["b".repeat(32)]);
  readonly #tokens: HandedOut[] = [];
  readonly #sessions: string[] = [];
  readonly #expiries: number[] = [];
  readonly #dead = new Set<number>();
  readonly #services: ReturnType<World["compose"]>;

  private constructor(store: Store, user: User) {
    this.#store = store;
    this.#user = user;
    this.#services = this.compose();
  }

  static async create(store: Store): Promise<World> {
    const user = aUser();
    await store.users.create(user);
    return new World(store, user);
  }

  private compose() {
    const [store, clock, keyring] = [this.#store, this.#clock, this.#keyring];
    const { sessions } = store;
    const accessTokens = createAccessTokens(SETTINGS);
    const background = createBackground((error) => {
      throw error;
    });
    const gate = createIssuanceGate({ accessTokens, keyring, accessTokenExpiry: 15 * 60 * 1000 });
    const policy = { tolerance: "browser" as const, grace: 10_000, idle: IDLE };
    return {
      background,
      open: createOpenSession({ sessions, clock, keyring, gate, idle: IDLE, absolute: 90 * DAY }),
      refresh: createRefreshSession({ store, clock, keyring, gate, policy, audit: createAuditTrail(store.audit) }),
      authenticate: createAuthenticate({ store, clock, accessTokens, background }),
      ending: createSessionEnding({ store, clock, accessTokens, keyring }),
      renew: createRenewSession({ sessions, clock, keyring, gate, idle: IDLE }),
    };
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
        this.#clock.advance(command.by);
        return { ok: true };
    }
  }

  async #open(isBrowser: boolean): Promise<Outcome> {
    const user = await this.#currentUser();
    const tokens = await this.#services.open(user, { rememberMe: true, client: { ...CLIENT, isBrowser } });
    const { sessionId } = this.#decoded(tokens.refreshToken);
    this.#sessions.push(sessionId);
    this.#expiries.push((await this.#record(this.#sessions.length - 1)).expiresAt);
    return this.#handOut(tokens);
  }

  async #refresh(index: number, fromCookie: boolean, idempotencyKey: string | null): Promise<Outcome> {
    const { refreshToken: token, session, generation } = this.#pick(index);
    const before = await this.#record(session);
    const isStrict = !fromCookie && idempotencyKey === null;
    try {
      const client = { ...CLIENT, isBrowser: fromCookie };
      const tokens = await this.#services.refresh({ token, cameFromCookie: fromCookie, idempotencyKey, client });
      this.#mustBeAlive(session);
      expect(isStrict && generation < before.generation, "a strict client spends a token once").toBe(false);
      expect(generation < before.firstGeneration, "a password change ends the older tokens").toBe(false);
      return this.#handOut(tokens);
    } catch (error) {
      if (generation < before.firstGeneration) expect(await this.#record(session)).toEqual(before);
      if (error instanceof ApiError && /REUSED|REVOKED/.test(error.code)) await this.#noteEnd(session);
      throw error;
    }
  }

  /** Several tabs at once. Which of them wins is open; that they agree is not. */
  async #burst(index: number, size: number): Promise<Outcome> {
    const { refreshToken: token } = this.#pick(index);
    const before = await this.#record(this.#pick(index).session);
    const client = { ...CLIENT, isBrowser: true };
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
    await this.#services.ending.logout([{ kind: "refresh", token: refreshToken }]);
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

  #handOut(tokens: IssuedTokens): Outcome {
    const { sessionId, generation } = this.#decoded(tokens.refreshToken);
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

  #decoded(refreshToken: string) {
    const token = decodeRefreshToken(this.#keyring, refreshToken);
    if (token === null) throw new Error("The token was not made here.");
    return token;
  }
}
