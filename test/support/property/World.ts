import { expect } from "vitest";
import { endEpoch } from "../../../src/services/account/index.js";
import type { IssuedTokens } from "../../../src/services/session/index.js";
import type { EpochEndCause, Session, User } from "../../../src/stores/Store.js";
import { ApiError } from "../../../src/utils/ApiError.js";
import { aUser, NOW } from "../records.js";
import { A_BROWSER, A_CLIENT } from "../services/assembleSessionServices.js";
import type { Command, Fate, Key, Which } from "./Command.js";
import { checkNoTokenStored } from "./checkNoTokenStored.js";
import { checkRecords, type Touched } from "./checkRecords.js";
import { type Site, serverOf } from "./databases.js";
import { expectationOf, type Presentation } from "./expectation.js";
import { type HandedOut, Ledger } from "./Ledger.js";

/** Somebody who signed in and keeps what arrives: a browser keeps its cookie where the answer sets none. */
interface Client {
  readonly isBrowser: boolean;
  refresh: HandedOut;
  access: HandedOut;
}

/** How a step came out, in words that do not depend on random secrets. */
type Outcome =
  | { ok: true; session?: number; generation?: number; isNew?: boolean }
  | { ok: false; code: string; reason?: string | undefined };

const NOTHING: Touched = { session: null, spends: false };

/** The shipped services over one database and its servers, one user, one time, and every token that was ever handed out. */
export class World {
  readonly #site: Site;
  readonly #user: User;
  readonly #ledger = new Ledger();
  readonly #clients: Client[] = [];
  readonly #late: { client: Client; answer: HandedOut }[] = [];
  #now = NOW;
  #records: Session[] = [];
  #touched = NOTHING;

  private constructor(site: Site, user: User) {
    this.#site = site;
    this.#user = user;
  }

  static async create(site: Site): Promise<World> {
    const user = aUser();
    await site.local.store.users.create(user);
    return new World(site, user);
  }

  /** Takes a step, and checks what the invariants say about it. */
  async take(command: Command): Promise<Outcome> {
    const before = this.#records;
    this.#touched = NOTHING;
    const outcome = await this.#carryOut(command).catch(refusalOf);
    this.#records = await Promise.all(this.#ledger.sessionIds.map((id) => this.#read(id)));
    checkRecords(before, this.#records, this.#touched);
    for (const [session, record] of this.#records.entries()) this.#ledger.note(session, record);
    return outcome;
  }

  checkNoTokenStored(): Promise<void> {
    return checkNoTokenStored(this.#site.local.store, this.#user._id, this.#ledger.tokens);
  }

  async #carryOut(command: Command): Promise<Outcome> {
    switch (command.kind) {
      case "open":
        return this.#open(command.as === "browser", command.server);
      case "refresh":
        return this.#refresh(command);
      case "present":
        return this.#present(command);
      case "deliver":
        return this.#deliver(command.answer);
      case "burst":
        return this.#burst(command.which, command.size);
      case "use":
        return this.#use(command.which, command.server);
      case "logout":
        return this.#logout(command.which, command.server);
      case "changePassword":
        return this.#changePassword(command);
      case "endAll":
        await this.#nextEpoch("logout-all");
        this.#ledger.noteEveryEnd();
        return { ok: true };
      case "advance":
        this.#now += command.by;
        return { ok: true };
      case "restart":
        await serverOf(this.#site, command.server).restart();
        return { ok: true };
    }
  }

  async #open(isBrowser: boolean, server: number): Promise<Outcome> {
    const user = await this.#currentUser();
    const info = isBrowser ? A_BROWSER : A_CLIENT;
    const answer = this.#ledger.handOut(await serverOf(this.#site, server).open(this.#now, user, info));
    this.#clients.push({ isBrowser, refresh: answer, access: answer });
    return outcomeOf(answer);
  }

  async #refresh({ client: index, withKey, fate, server }: Extract<Command, { kind: "refresh" }>): Promise<Outcome> {
    const client = pick(this.#clients, index);
    const token = client.refresh;
    const key = withKey ? keyFor(token, "the owner's key") : null;
    return this.#receive(client, fate, await this.#spend({ token, fromCookie: client.isBrowser, key }, server));
  }

  async #present({ token: index, fromCookie, key, server }: Extract<Command, { kind: "present" }>): Promise<Outcome> {
    const token = pick(this.#ledger.tokens, index);
    return outcomeOf(await this.#spend({ token, fromCookie, key: keyFor(token, key) }, server));
  }

  async #spend(presentation: Presentation, server: number): Promise<HandedOut> {
    const { token } = presentation;
    const before = this.#touch(token.session, true);
    const expected = expectationOf(presentation, before, this.#now, this.#ledger);
    const answer = await this.#send(presentation, server).then(
      (tokens) => this.#ledger.handOut(tokens),
      (error: unknown) => refusalOf(error),
    );
    const isAnswered = "refreshToken" in answer;
    if (expected !== "open") expect(isAnswered ? "answered" : wordFor(answer), "by the invariants").toBe(expected);
    const after = await this.#read(before._id);
    if (expected === "refused") expect(after, "a refusal writes nothing").toEqual(before);
    if (expected === "theft") expect(after, "theft ends the session").toMatchObject({ revokeReason: "reuse" });
    this.#noteSpend(presentation, before, after);
    if (!isAnswered) throw new ApiError(answer.code, answer.reason === undefined ? {} : { reason: answer.reason });
    return answer;
  }

  /** Several tabs at once, on all servers. Which of them wins is open; that they agree is not. */
  async #burst(which: Which, size: number): Promise<Outcome> {
    const token = this.#inHand(which).refresh;
    const presentation = { token, fromCookie: true, key: null };
    const before = this.#touch(token.session, true);
    const expected = expectationOf(presentation, before, this.#now, this.#ledger);
    const tries = Array.from({ length: size }, (_, tab) => this.#send(presentation, tab));
    const answers = await Promise.allSettled(tries);
    const given = answers.flatMap((answer) =>
      answer.status === "fulfilled" ? [this.#ledger.handOut(answer.value)] : [],
    );
    const refusals = answers.flatMap((answer) => (answer.status === "rejected" ? [refusalOf(answer.reason)] : []));
    this.#noteSpend(presentation, before, await this.#read(before._id));

    expect(new Set(given.map(({ refreshToken }) => refreshToken)).size, "one token a burst").toBeLessThanOrEqual(1);
    if (expected === "refused" || expected === "theft") expect(given, "by the invariants").toEqual([]);
    const isTolerant = before.openedBy === "browser";
    if (expected === "answered" && isTolerant) expect(refusals, "by the invariants").toEqual([]);
    const [first] = given;
    if (first === undefined) return { ok: false, code: "all refused" };
    if (which.of === "jar") return this.#receive(pick(this.#clients, which.client), "arrives", first);
    return outcomeOf(first);
  }

  async #use(which: Which, server: number): Promise<Outcome> {
    const { accessToken, session } = this.#inHand(which).access;
    this.#touch(session, false);
    const generation = await serverOf(this.#site, server).use(this.#now, accessToken);
    expect(this.#ledger.hasEnded(session), "nothing lives again").toBe(false);
    return { ok: true, generation };
  }

  async #logout(which: Which, server: number): Promise<Outcome> {
    const token = this.#inHand(which).refresh;
    const before = this.#touch(token.session, false);
    const expected = expectationOf({ token, fromCookie: false, key: null }, before, this.#now, this.#ledger);
    await serverOf(this.#site, server).logout(this.#now, token.refreshToken);
    const { revokeReason } = await this.#read(before._id);
    // A token of before a password change is refused and ends nothing.
    if (expected !== "refused" || revokeReason !== null) this.#ledger.noteEnd(token.session);
    if (expected === "answered") expect(revokeReason).toBe("logout");
    if (expected === "theft") expect(revokeReason, "theft is theft at a sign-out, too").toBe("reuse");
    return { ok: true };
  }

  async #changePassword({ client: index, fate, server }: Extract<Command, { kind: "changePassword" }>) {
    const client = pick(this.#clients, index);
    const { session } = client.refresh;
    const { _id } = this.#touch(session, true);
    const wasOver = this.#ledger.hasEnded(session);
    const user = await this.#nextEpoch("password-change");
    this.#ledger.noteEveryEnd(session);
    try {
      const tokens = await serverOf(this.#site, server).renew(this.#now, user, _id);
      expect(wasOver, "nothing lives again").toBe(false);
      return this.#receive(client, fate, this.#ledger.handOut(tokens));
    } catch (error) {
      this.#ledger.noteEnd(session);
      throw error;
    }
  }

  #deliver(index: number): Outcome {
    if (this.#late.length === 0) return { ok: true };
    const [arrived] = this.#late.splice(index % this.#late.length, 1);
    if (arrived === undefined) return { ok: true };
    return this.#receive(arrived.client, "arrives", arrived.answer);
  }

  #receive(client: Client, fate: Fate, answer: HandedOut): Outcome {
    if (fate === "is late") this.#late.push({ client, answer });
    if (fate === "arrives") {
      client.access = answer;
      if (answer.isNew || !client.isBrowser) client.refresh = answer;
    }
    return outcomeOf(answer);
  }

  #send({ token, fromCookie, key }: Presentation, server: number): Promise<IssuedTokens> {
    const client = fromCookie ? A_BROWSER : A_CLIENT;
    const input = { token: token.refreshToken, cameFromCookie: fromCookie, idempotencyKey: key, client };
    return serverOf(this.#site, server).refresh(this.#now, input);
  }

  #noteSpend({ token, key }: Presentation, before: Session, after: Session): void {
    if (after.generation > before.generation) this.#ledger.noteSpend(token, this.#now, key);
  }

  #touch(session: number, spends: boolean): Session {
    this.#touched = { session, spends };
    return pick(this.#records, session);
  }

  #inHand(which: Which): Pick<Client, "refresh" | "access"> {
    if (which.of === "jar") return pick(this.#clients, which.client);
    const token = pick(this.#ledger.tokens, which.token);
    return { refresh: token, access: token };
  }

  async #nextEpoch(cause: EpochEndCause): Promise<User> {
    const user = await this.#currentUser();
    const next = { ...user, ...endEpoch(user, cause, this.#now), version: user.version + 1 };
    expect(await this.#site.local.store.users.compareAndSet(next, user.version)).toEqual({ kind: "stored" });
    return next;
  }

  async #currentUser(): Promise<User> {
    const user = await this.#site.local.store.users.byId(this.#user._id);
    if (user === null) throw new Error("The user is gone.");
    return user;
  }

  async #read(sessionId: string): Promise<Session> {
    const record = await this.#site.local.store.sessions.get(sessionId);
    if (record === null) throw new Error("The session is gone.");
    return record;
  }
}

function outcomeOf({ session, generation, isNew }: HandedOut): Outcome {
  return { ok: true, session, generation, isNew };
}

function refusalOf(error: unknown) {
  if (!(error instanceof ApiError)) throw error;
  return { ok: false as const, code: error.code, reason: error.reason };
}

function wordFor({ code }: { code: string }): string {
  return code === "REFRESH_TOKEN_REUSED" ? "theft" : "refused";
}

function keyFor({ session, generation }: HandedOut, key: Key): string | null {
  return key && `${key} for ${session}/${generation}`;
}

function pick<T>(all: readonly T[], index: number): T {
  const one = all[((index % all.length) + all.length) % all.length];
  if (one === undefined) throw new Error("There is nothing to pick from.");
  return one;
}
