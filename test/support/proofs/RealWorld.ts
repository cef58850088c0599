import { expect } from "vitest";
import type { Action } from "../../../proofs/model/Action.js";
import type { Model } from "../../../proofs/model/Model.js";
import type { Flight, State } from "../../../proofs/model/State.js";
import { tokenOf } from "../../../proofs/model/tokens.js";
import { passwordVerified } from "../../../src/services/assurance/index.js";
import type { IssuedTokens } from "../../../src/services/session/index.js";
import type { Session, Store, User } from "../../../src/stores/Store.js";
import { createMemoryStore } from "../memoryStore/index.js";
import { aUser, NOW } from "../records.js";
import { A_BROWSER, A_CLIENT } from "../services/sessionServices.js";
import { GatedStore } from "./GatedStore.js";
import { RealRequest, settled } from "./RealRequest.js";
import { RealTokens } from "./RealTokens.js";
import { realServices } from "./realServices.js";

const KEYS = [null, "the owner's key for", "the thief's key for"] as const;

/** The real services over a real store, led through the steps of a story of the explorer, and compared with it after each. */
export class RealWorld {
  readonly tokens = new RealTokens();
  readonly #model: Model;
  readonly #store: Store;
  readonly #sessionId: string;
  /** By the names of the model's requests. */
  readonly #requests = new Map<string, RealRequest<IssuedTokens | unknown>>();
  /** The user as each epoch began. */
  readonly #users: User[] = [];
  #user: User;
  #backup: { session: Session; user: User } | null = null;
  /** What the model says before the step that is being taken; its time counts from `NOW`. */
  #state: State;

  private constructor(model: Model, store: Store, user: User, tokens: IssuedTokens) {
    this.#model = model;
    this.#store = store;
    this.#user = user;
    this.#users.push(user);
    this.#sessionId = tokens.sessionId;
    this.#state = model.start();
    this.tokens.learn(tokenOf(0, 0), tokens);
  }

  static async open(model: Model): Promise<RealWorld> {
    const store = createMemoryStore();
    await store.open();
    const user = aUser();
    await store.users.create(user);
    const client = model.world.openedBy === "browser" ? A_BROWSER : A_CLIENT;
    const { sessions } = realServices(model, store, { now: () => NOW });
    const tokens = await sessions.open(user, { rememberMe: true, client, evidence: passwordVerified(NOW) });
    const world = new RealWorld(model, store, user, tokens);
    await world.#countLate();
    return world;
  }

  /** Some worlds begin after late recoveries. */
  async #countLate(): Promise<void> {
    const session = await this.#session();
    const lateCount = this.#model.start().session.lateCount;
    if (lateCount > 0) await this.#replace({ ...session, lateCount, lateSince: NOW });
  }

  async follow(action: Action, before: State, after: State): Promise<void> {
    this.#state = before;
    await this.#carryOut(action, before, after);
    await this.#dropOvertaken(after);
    await this.#compare(after);
  }

  async #carryOut(action: Action, before: State, after: State): Promise<void> {
    switch (action.kind) {
      case "use":
        if (action.who === "thief") await this.#thiefUses(before);
        return;
      case "logoutAll":
      case "changePassword":
        return this.#nextEpoch(action.kind === "logoutAll" ? "logout-all" : "password-change");
      case "backup":
        this.#backup = { session: await this.#session(), user: this.#user };
        return;
      case "restore":
        return this.#restore(before, after);
      case "read":
        return this.#read(flightOf(before, action.flight), action.server, after);
      case "decide":
        await this.#requestOf(flightOf(before, action.flight)).answer();
        return this.#compareAnswer(flightOf(before, action.flight), after);
      case "write":
        return this.#write(flightOf(before, action.flight), action.outcome, after);
      case "fail":
        return this.#fail(flightOf(before, action.flight));
    }
  }

  async #read(flight: Flight, server: number, after: State): Promise<void> {
    const request = this.#requests.get(nameOf(flight)) ?? (await this.#start(flight, server));
    await request.read();
    const next = after.flights.find(({ name }) => name === flight.name);
    if (next?.stage === "read") return;
    await request.answer();
    this.#compareAnswer(flight, after);
  }

  async #start(flight: Flight, server: number): Promise<RealRequest<unknown>> {
    const gated = new GatedStore(this.#store);
    const clock = { now: () => NOW + this.#state.now + (this.#state.offsets[server] ?? 0) };
    const services = realServices(this.#model, gated.store, clock);
    const request = new RealRequest<unknown>(gated, () => this.#call(flight, services));
    this.#requests.set(nameOf(flight), request);
    // It looks at the token before it reads.
    await settled();
    return request;
  }

  #call(flight: Flight, services: ReturnType<typeof realServices>): Promise<unknown> {
    const client = flight.fromCookie ? A_BROWSER : A_CLIENT;
    if (flight.kind === "use") return services.sessions.authenticate(this.tokens.access(flight.token));
    if (flight.kind === "renew") return services.sessions.renew(this.#userOf(flight.token), this.#sessionId, null);
    const token = this.tokens.refresh(flight.token);
    const cameFromCookie = flight.fromCookie;
    const key = KEYS[flight.key];
    const idempotencyKey = key === null ? null : `${key} ${flight.token}`;
    if (flight.kind === "refresh")
      return services.sessionRefresh.refresh({ token, cameFromCookie, idempotencyKey, client });
    return services.sessionRevocation.logout([{ kind: "refresh", token, cameFromCookie }], { client, idempotencyKey });
  }

  async #write(flight: Flight, outcome: "told" | "stored" | "dropped", after: State): Promise<void> {
    const request = this.#requestOf(flight);
    expect(request.waitsFor, "the server has something to write").toBe("compareAndSet");
    if (outcome !== "dropped") await request.execute();
    if (outcome === "told") await request.answer();
    else await request.fail("unknown");
    this.#compareAnswer(flight, after);
  }

  async #fail(flight: Flight): Promise<void> {
    const request = this.#requests.get(nameOf(flight));
    if (request === undefined) return;
    await request.fail("not-applied");
    // A use is answered before its confirmation is written.
    if (flight.kind !== "use") expect(request.outcome, "a store that is down is 503").toEqual({ isUnavailable: true });
  }

  #compareAnswer(flight: Flight, after: State): void {
    const request = this.#requestOf(flight);
    const next = after.flights.find(({ name }) => name === flight.name);
    if (next !== undefined && next.stage !== "answered") {
      // Who has lost the race reads again, be its compare-and-set on its way or refused already.
      const calls = next.stage === "writing" ? ["compareAndSet"] : ["compareAndSet", readOf(flight)];
      expect(calls).toContain(request.waitsFor);
      return;
    }
    expect(request.waitsFor, "the request is at its end").toBeNull();
    if (flight.kind !== "refresh" && flight.kind !== "renew") return;
    const { outcome } = request;
    if (next?.answer?.kind === "tokens") this.tokens.compare(next.answer, outcome);
    else if (flight.who === "thief" && after.thief !== this.#state.thief) {
      this.tokens.compare({ refresh: after.thief.own, access: after.thief.access }, outcome);
    } else if (!flight.abandoned) expect(outcome, "it is refused").toHaveProperty("refusal");
  }

  async #thiefUses({ thief, now }: State): Promise<void> {
    const services = realServices(this.#model, this.#store, { now: () => NOW + now });
    await services.sessions.authenticate(this.tokens.access(thief.access));
    await settled();
  }

  async #nextEpoch(cause: "logout-all" | "password-change"): Promise<void> {
    const { epoch, epochEnds, version } = this.#user;
    const ends = [...epochEnds, { epoch, cause, at: NOW + this.#state.now }];
    const next = { ...this.#user, epoch: epoch + 1, epochEnds: ends, version: version + 1 };
    await this.#store.users.compareAndSet(next, version);
    this.#user = next;
    this.#users[next.epoch] = next;
  }

  /** As it was when the password was changed: that is what the renewal is given. */
  #userOf(epoch: number): User {
    const user = this.#users[epoch];
    if (user === undefined) throw new Error(`there was no epoch ${epoch}`);
    return user;
  }

  async #restore(before: State, after: State): Promise<void> {
    const kept = new Set(after.flights.map(nameOf));
    for (const flight of before.flights) if (!kept.has(nameOf(flight))) await this.#fail(flight);
    if (this.#backup === null) throw new Error("there is no backup");
    await this.#replace(this.#backup.session);
    const next = { ...this.#backup.user, version: this.#user.version + 1 };
    await this.#store.users.compareAndSet(next, this.#user.version);
    this.#user = next;
  }

  async #replace(session: Session): Promise<void> {
    const { version } = await this.#session();
    await this.#store.sessions.compareAndSet({ ...session, version: version + 1 }, version);
  }

  /** A confirmation that somebody was ahead of is tried once and not again. */
  async #dropOvertaken(after: State): Promise<void> {
    for (const flight of after.flights) {
      if (flight.kind !== "use" || flight.stage !== "answered") continue;
      const request = this.#requestOf(flight);
      if (request.waitsFor === null) continue;
      await request.execute();
      await request.answer();
    }
  }

  async #compare({ session, userEpoch }: State): Promise<void> {
    const real = await this.#session();
    expect(this.#user.epoch - real.epoch).toBe(userEpoch - session.epoch);
    this.tokens.compareRecords(session, real);
  }

  async #session(): Promise<Session> {
    const session = await this.#store.sessions.get(this.#sessionId);
    if (session === null) throw new Error("the session is gone");
    return session;
  }

  #requestOf(flight: Flight): RealRequest<unknown> {
    const request = this.#requests.get(nameOf(flight));
    if (request === undefined) throw new Error(`request ${nameOf(flight)} was not started`);
    return request;
  }
}

function readOf({ kind }: Flight): string {
  return kind === "renew" ? "get" : "authState";
}

function flightOf(state: State, index: number): Flight {
  const flight = state.flights[index];
  if (flight === undefined) throw new Error(`there is no request ${index}`);
  return flight;
}

function nameOf({ name }: Flight): string {
  if (name === undefined) throw new Error("a request without a name");
  return name;
}
