/** The rules every store obeys, whatever the database. Each adapter runs this one suite. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Session, Store } from "../../src/stores/Store.js";
import { newId } from "../../src/utils/ids.js";
import { StoreUnavailableError } from "../../src/utils/StoreUnavailableError.js";
import { anAuditEvent, aOneTimeToken, aSession, aSpentToken, aUser, DAY, NOW } from "./records.js";

export interface OpenedStore {
  store: Store;
  /** Closes the store if it is open and removes its data. */
  dispose(): Promise<void>;
}

const RACERS = 50;
const DATABASE_START_MS = 60_000;

function race<T>(attempt: (racer: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: RACERS }, (_, racer) => attempt(racer)));
}

function ids(records: ReadonlyArray<{ _id: string }>): string[] {
  return records.map((record) => record._id);
}

/** Runs the contract against the store that `open` gives: an opened, empty one at every call. */
export function describeStoreContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`${name} obeys the store contract`, () => {
    let opened: OpenedStore;
    let store: Store;

    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    }, DATABASE_START_MS);

    afterAll(() => opened.dispose(), DATABASE_START_MS);

    describe("users.create", () => {
      test("a created user is read back unchanged, with every field set", async () => {
        const user = aUser({
          fullName: "Zoë “Ω” 李 👩‍🚀 'x'; --",
          avatarUrl: "https://example.com/ä.png?x=1&y=$2",
          emailVerifiedAt: NOW + 1,
          roles: ["user", "admin", "ünï"],
          disabledAt: NOW + 2,
          epoch: 3,
          version: 4,
          updatedAt: NOW + 5,
          passwordChangedAt: NOW + 6,
        });
        expect(await store.users.create(user)).toEqual({ kind: "created" });
        expect(await store.users.byId(user._id)).toStrictEqual(user);
      });

      test("nulls and an empty list of roles are read back as such", async () => {
        const user = aUser({ roles: [] });
        await store.users.create(user);
        expect(await store.users.byId(user._id)).toStrictEqual(user);
      });

      test("a bcrypt hash that waits for its upgrade is stored as it is", async () => {
        const user = aUser({
          passwordHash: `$2b$12$${"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ./".slice(0, 53)}`,
        });
        expect(await store.users.create(user)).toEqual({ kind: "created" });
        expect(await store.users.byId(user._id)).toStrictEqual(user);
      });

      test("a username belongs to one user", async () => {
        const first = aUser();
        await store.users.create(first);
        const second = aUser({ username: first.username });
        expect(await store.users.create(second)).toEqual({ kind: "taken", field: "username" });
        expect(await store.users.byId(second._id)).toBeNull();
        expect(await store.users.byLogin({ email: second.email })).toBeNull();
      });

      test("an e-mail belongs to one user", async () => {
        const first = aUser();
        await store.users.create(first);
        const second = aUser({ email: first.email });
        expect(await store.users.create(second)).toEqual({ kind: "taken", field: "email" });
        expect(await store.users.byId(second._id)).toBeNull();
        expect(await store.users.byLogin({ username: second.username })).toBeNull();
      });

      test("of concurrent registrations of one username exactly one is created", async () => {
        const { username } = aUser();
        const results = await race(() => store.users.create(aUser({ username })));
        expect(results.filter((result) => result.kind === "created")).toHaveLength(1);
        const losers = results.filter((result) => result.kind === "taken");
        expect(losers).toEqual(Array(RACERS - 1).fill({ kind: "taken", field: "username" }));
      });

      test("of concurrent registrations of one e-mail exactly one is created", async () => {
        const { email } = aUser();
        const results = await race(() => store.users.create(aUser({ email })));
        expect(results.filter((result) => result.kind === "created")).toHaveLength(1);
        const losers = results.filter((result) => result.kind === "taken");
        expect(losers).toEqual(Array(RACERS - 1).fill({ kind: "taken", field: "email" }));
      });

      test("two users with one id are a fault, and the first one stays", async () => {
        const first = aUser();
        await store.users.create(first);
        await expect(store.users.create(aUser({ _id: first._id }))).rejects.toThrow();
        expect(await store.users.byId(first._id)).toStrictEqual(first);
      });
    });

    describe("users.byId and users.byLogin", () => {
      test("an unknown user is null", async () => {
        expect(await store.users.byId(newId(NOW))).toBeNull();
        expect(await store.users.byLogin({ username: "nobody" })).toBeNull();
        expect(await store.users.byLogin({ email: "nobody@example.com" })).toBeNull();
      });

      test("a user is found by the exact username and by the exact e-mail", async () => {
        const user = aUser();
        await store.users.create(user);
        expect(await store.users.byLogin({ username: user.username })).toStrictEqual(user);
        expect(await store.users.byLogin({ email: user.email })).toStrictEqual(user);
      });

      test("an identifier of one kind never matches the other kind", async () => {
        const user = aUser();
        await store.users.create(user);
        expect(await store.users.byLogin({ username: user.email })).toBeNull();
        expect(await store.users.byLogin({ email: user.username })).toBeNull();
      });
    });

    describe("users.compareAndSet", () => {
      test("the record of the expected version is replaced in every field", async () => {
        const user = aUser();
        await store.users.create(user);
        const next = aUser({
          _id: user._id,
          fullName: "Neu",
          passwordHash: user.passwordHash.replace("t=2", "t=3"),
          avatarUrl: "https://example.com/a.png",
          emailVerifiedAt: NOW + 1,
          roles: ["admin"],
          disabledAt: NOW + 2,
          epoch: 1,
          version: 1,
          createdAt: NOW + 3,
          updatedAt: NOW + 4,
          passwordChangedAt: NOW + 5,
        });
        expect(await store.users.compareAndSet(next, 0)).toEqual({ kind: "stored" });
        expect(await store.users.byId(user._id)).toStrictEqual(next);
        expect(await store.users.byLogin({ username: user.username })).toBeNull();
        expect(await store.users.byLogin({ email: next.email })).toStrictEqual(next);
      });

      test("another version is a conflict and changes nothing", async () => {
        const user = aUser({ version: 3 });
        await store.users.create(user);
        expect(await store.users.compareAndSet({ ...user, fullName: "X", version: 3 }, 2)).toEqual({
          kind: "conflict",
        });
        expect(await store.users.compareAndSet({ ...user, fullName: "X", version: 5 }, 4)).toEqual({
          kind: "conflict",
        });
        expect(await store.users.byId(user._id)).toStrictEqual(user);
      });

      test("a deleted user is a conflict and does not come back", async () => {
        const user = aUser();
        expect(await store.users.compareAndSet({ ...user, version: 1 }, 0)).toEqual({ kind: "conflict" });
        expect(await store.users.byId(user._id)).toBeNull();
      });

      test("of concurrent replacements of one version exactly one is stored", async () => {
        const user = aUser();
        await store.users.create(user);
        const results = await race((racer) =>
          store.users.compareAndSet({ ...user, fullName: `racer ${racer}`, version: 1 }, 0),
        );
        const winner = results.findIndex((result) => result.kind === "stored");
        expect(results.filter((result) => result.kind === "conflict")).toHaveLength(RACERS - 1);
        expect(await store.users.byId(user._id)).toStrictEqual({ ...user, fullName: `racer ${winner}`, version: 1 });
      });

      test("another user's username or e-mail is taken, and nothing changes", async () => {
        const other = aUser();
        const user = aUser();
        await store.users.create(other);
        await store.users.create(user);
        const rename = { ...user, username: other.username, fullName: "X", version: 1 };
        expect(await store.users.compareAndSet(rename, 0)).toEqual({ kind: "taken", field: "username" });
        const readdress = { ...user, email: other.email, fullName: "X", version: 1 };
        expect(await store.users.compareAndSet(readdress, 0)).toEqual({ kind: "taken", field: "email" });
        expect(await store.users.byId(user._id)).toStrictEqual(user);
        expect(await store.users.byId(other._id)).toStrictEqual(other);
      });

      test("a lost race comes before a taken name", async () => {
        const other = aUser();
        const user = aUser({ version: 1 });
        await store.users.create(other);
        await store.users.create(user);
        const rename = { ...user, username: other.username, version: 1 };
        expect(await store.users.compareAndSet(rename, 0)).toEqual({ kind: "conflict" });
      });

      test("of users who concurrently want one username exactly one gets it", async () => {
        const { username } = aUser();
        const users = Array.from({ length: RACERS }, () => aUser());
        await Promise.all(users.map((user) => store.users.create(user)));
        const results = await Promise.all(
          users.map((user) => store.users.compareAndSet({ ...user, username, version: 1 }, 0)),
        );
        expect(results.filter((result) => result.kind === "stored")).toHaveLength(1);
        const losers = results.filter((result) => result.kind === "taken");
        expect(losers).toEqual(Array(RACERS - 1).fill({ kind: "taken", field: "username" }));
      });

      test("a given-up username is free again", async () => {
        const user = aUser();
        await store.users.create(user);
        await store.users.compareAndSet({ ...user, username: aUser().username, version: 1 }, 0);
        expect(await store.users.create(aUser({ username: user.username }))).toEqual({ kind: "created" });
      });
    });

    describe("users.delete", () => {
      test("a deleted user is gone and both identifiers are free", async () => {
        const user = aUser();
        await store.users.create(user);
        expect(await store.users.delete(user._id)).toEqual({ kind: "deleted" });
        expect(await store.users.byId(user._id)).toBeNull();
        const successor = aUser({ username: user.username, email: user.email });
        expect(await store.users.create(successor)).toEqual({ kind: "created" });
      });

      test("a missing user is missing", async () => {
        expect(await store.users.delete(newId(NOW))).toEqual({ kind: "missing" });
      });

      test("of concurrent deletions exactly one deletes", async () => {
        const user = aUser();
        await store.users.create(user);
        const results = await race(() => store.users.delete(user._id));
        expect(results.filter((result) => result.kind === "deleted")).toHaveLength(1);
      });
    });

    describe("sessions.create and sessions.get", () => {
      test("a session is read back unchanged, with every field set", async () => {
        const session = aSession({
          epoch: 2,
          version: 9,
          generation: 4_000_000_000,
          firstGeneration: 3,
          confirmedAt: NOW + 1,
          previous: [aSpentToken(5), aSpentToken(4, { successorConfirmedAt: NOW + 2, retryKey: "kéy" })],
          lateCount: 2,
          lateSince: NOW + 3,
          openedBy: "client",
          revokedAt: NOW + 4,
          revokeReason: "reuse",
          rememberMe: false,
          userAgent: "Mozilla/5.0 “ünï” 👾",
          ip: "2001:db8::1",
        });
        await store.sessions.create(session);
        expect(await store.sessions.get(session._id)).toStrictEqual(session);
      });

      test("nulls and an empty list of spent tokens are read back as such", async () => {
        const session = aSession();
        await store.sessions.create(session);
        expect(await store.sessions.get(session._id)).toStrictEqual(session);
      });

      test("an unknown session is null", async () => {
        expect(await store.sessions.get(newId(NOW))).toBeNull();
      });

      test("two sessions with one id are a fault, and the first one stays", async () => {
        const first = aSession();
        await store.sessions.create(first);
        await expect(store.sessions.create(aSession({ _id: first._id }))).rejects.toThrow();
        expect(await store.sessions.get(first._id)).toStrictEqual(first);
      });
    });

    describe("sessions.compareAndSet", () => {
      test("the record of the expected version is replaced in every field", async () => {
        const session = aSession();
        await store.sessions.create(session);
        const next = aSession({
          _id: session._id,
          epoch: 1,
          version: 1,
          generation: 2,
          firstGeneration: 1,
          keyId: "00000000",
          tokenHash: "hash-2",
          rotatedAt: NOW + 1,
          confirmedAt: NOW + 2,
          previous: [aSpentToken(0)],
          lateCount: 1,
          lateSince: NOW + 3,
          openedBy: "client",
          createdAt: NOW + 4,
          lastSeenAt: NOW + 5,
          idleExpiresAt: NOW + 6,
          expiresAt: NOW + 7,
          revokedAt: NOW + 8,
          revokeReason: "logout",
          rememberMe: false,
          userAgent: "curl",
          ip: "127.0.0.1",
        });
        expect(await store.sessions.compareAndSet(next, 0)).toEqual({ kind: "stored" });
        expect(await store.sessions.get(session._id)).toStrictEqual(next);
      });

      test("a field can become null and a list empty again", async () => {
        const session = aSession({ confirmedAt: NOW, previous: [aSpentToken(0)], userAgent: "curl", ip: "127.0.0.1" });
        await store.sessions.create(session);
        const next = { ...session, version: 1, confirmedAt: null, previous: [], userAgent: null, ip: null };
        expect(await store.sessions.compareAndSet(next, 0)).toEqual({ kind: "stored" });
        expect(await store.sessions.get(session._id)).toStrictEqual(next);
      });

      test("another version is a conflict and changes nothing", async () => {
        const session = aSession({ version: 3 });
        await store.sessions.create(session);
        const next = { ...session, lateCount: 9 };
        expect(await store.sessions.compareAndSet({ ...next, version: 3 }, 2)).toEqual({ kind: "conflict" });
        expect(await store.sessions.compareAndSet({ ...next, version: 5 }, 4)).toEqual({ kind: "conflict" });
        expect(await store.sessions.get(session._id)).toStrictEqual(session);
      });

      test("a missing session is a conflict and does not come to life", async () => {
        const session = aSession();
        expect(await store.sessions.compareAndSet({ ...session, version: 1 }, 0)).toEqual({ kind: "conflict" });
        expect(await store.sessions.get(session._id)).toBeNull();
      });

      test("of concurrent replacements of one version exactly one is stored", async () => {
        const session = aSession();
        await store.sessions.create(session);
        const results = await race((racer) =>
          store.sessions.compareAndSet({ ...session, lateCount: racer, version: 1 }, 0),
        );
        const winner = results.findIndex((result) => result.kind === "stored");
        expect(results.filter((result) => result.kind === "conflict")).toHaveLength(RACERS - 1);
        expect(await store.sessions.get(session._id)).toStrictEqual({ ...session, lateCount: winner, version: 1 });
      });

      test("no increment of concurrent read-and-replace loops is lost", async () => {
        const { _id } = aSession();
        await store.sessions.create(aSession({ _id }));
        async function increment(): Promise<void> {
          const session = await store.sessions.get(_id);
          if (session === null) throw new Error("The session is gone.");
          const next = { ...session, lateCount: session.lateCount + 1, version: session.version + 1 };
          const result = await store.sessions.compareAndSet(next, session.version);
          if (result.kind === "conflict") await increment();
        }
        await Promise.all(Array.from({ length: 20 }, increment));
        expect(await store.sessions.get(_id)).toMatchObject({ lateCount: 20, version: 20 });
      });
    });

    describe("sessions.listByUser", () => {
      test("only the user's living sessions of the epoch are listed, newest first", async () => {
        const userId = newId(NOW);
        const mine = (overrides: Partial<Session>) => aSession({ userId, epoch: 1, ...overrides });
        const middle = mine({ createdAt: NOW - 2 });
        const oldest = mine({ createdAt: NOW - 3 });
        const newest = mine({ createdAt: NOW - 1 });
        const hidden = [
          mine({ revokedAt: NOW, revokeReason: "logout" }),
          mine({ idleExpiresAt: NOW, expiresAt: NOW + DAY }),
          mine({ idleExpiresAt: NOW, expiresAt: NOW }),
          mine({ epoch: 0 }),
          mine({ epoch: 2 }),
          aSession({ epoch: 1 }),
        ];
        for (const session of [middle, ...hidden, oldest, newest]) await store.sessions.create(session);
        const listed = await store.sessions.listByUser({ userId, epoch: 1, now: NOW, limit: 10 });
        expect(listed).toStrictEqual([newest, middle, oldest]);
      });

      test("a session lives until the millisecond in which it expires", async () => {
        const session = aSession({ idleExpiresAt: NOW + 1, expiresAt: NOW + 1 });
        await store.sessions.create(session);
        const query = { userId: session.userId, epoch: 0, limit: 10 };
        expect(await store.sessions.listByUser({ ...query, now: NOW })).toStrictEqual([session]);
        expect(await store.sessions.listByUser({ ...query, now: NOW + 1 })).toEqual([]);
      });

      test("the limit keeps the newest", async () => {
        const userId = newId(NOW);
        const sessions = [1, 2, 3, 4].map((age) => aSession({ userId, createdAt: NOW - age }));
        for (const session of sessions) await store.sessions.create(session);
        const listed = await store.sessions.listByUser({ userId, epoch: 0, now: NOW, limit: 2 });
        expect(ids(listed)).toEqual(ids(sessions.slice(0, 2)));
      });

      test("a user without sessions has an empty list", async () => {
        expect(await store.sessions.listByUser({ userId: newId(NOW), epoch: 0, now: NOW, limit: 10 })).toEqual([]);
      });
    });

    describe("sessions.deleteExpired", () => {
      // Long before the expiry of every other session of the suite, which shares one store.
      const LONG_AGO = 1_000_000_000_000;

      beforeEach(async () => {
        await store.sessions.deleteExpired(LONG_AGO, 1000);
      });

      test("a session whose idle or absolute life is over goes, a living one stays", async () => {
        const idle = aSession({ idleExpiresAt: LONG_AGO, expiresAt: LONG_AGO + 1 });
        const over = aSession({ idleExpiresAt: LONG_AGO, expiresAt: LONG_AGO });
        const living = aSession({ idleExpiresAt: LONG_AGO + 1, expiresAt: LONG_AGO + 1 });
        for (const session of [idle, over, living]) await store.sessions.create(session);
        expect(await store.sessions.deleteExpired(LONG_AGO, 100)).toBe(2);
        expect(await store.sessions.get(idle._id)).toBeNull();
        expect(await store.sessions.get(over._id)).toBeNull();
        expect(await store.sessions.get(living._id)).toStrictEqual(living);
        expect(await store.sessions.deleteExpired(LONG_AGO + 1, 100)).toBe(1);
      });

      test("a revoked session stays until it expires, so that its tokens are still recognised", async () => {
        const revoked = aSession({ revokedAt: LONG_AGO - 1, revokeReason: "reuse" });
        await store.sessions.create(revoked);
        expect(await store.sessions.deleteExpired(LONG_AGO, 100)).toBe(0);
        expect(await store.sessions.get(revoked._id)).toStrictEqual(revoked);
      });

      test("at most the limit goes in one call", async () => {
        const expired = Array.from({ length: 5 }, () => aSession({ idleExpiresAt: LONG_AGO, expiresAt: LONG_AGO }));
        for (const session of expired) await store.sessions.create(session);
        expect(await store.sessions.deleteExpired(LONG_AGO, 2)).toBe(2);
        const left = await Promise.all(expired.map((session) => store.sessions.get(session._id)));
        expect(left.filter((session) => session !== null)).toHaveLength(3);
        expect(await store.sessions.deleteExpired(LONG_AGO, 100)).toBe(3);
        expect(await store.sessions.deleteExpired(LONG_AGO, 100)).toBe(0);
      });
    });

    describe("authState", () => {
      test("the session and its owner come together, as they are now", async () => {
        const user = aUser();
        const session = aSession({ userId: user._id, previous: [aSpentToken(0)] });
        await store.users.create(user);
        await store.sessions.create(session);
        expect(await store.authState(session._id)).toStrictEqual({ session, user });
        const next = { ...user, epoch: 1, version: 1 };
        await store.users.compareAndSet(next, 0);
        expect(await store.authState(session._id)).toStrictEqual({ session, user: next });
      });

      test("the hint never changes the answer, not even a wrong one", async () => {
        const user = aUser();
        const stranger = aUser();
        const session = aSession({ userId: user._id });
        await store.users.create(user);
        await store.users.create(stranger);
        await store.sessions.create(session);
        expect(await store.authState(session._id, user._id)).toStrictEqual({ session, user });
        expect(await store.authState(session._id, stranger._id)).toStrictEqual({ session, user });
        expect(await store.authState(session._id, newId(NOW))).toStrictEqual({ session, user });
      });

      test("a session survives its deleted user, who is null", async () => {
        const user = aUser();
        const session = aSession({ userId: user._id });
        await store.users.create(user);
        await store.sessions.create(session);
        await store.users.delete(user._id);
        expect(await store.authState(session._id)).toStrictEqual({ session, user: null });
        expect(await store.authState(session._id, user._id)).toStrictEqual({ session, user: null });
      });

      test("a revoked or expired session is answered too: the judgement is the caller's", async () => {
        const session = aSession({ revokedAt: NOW, revokeReason: "fork", idleExpiresAt: NOW + 1, expiresAt: NOW + 1 });
        await store.sessions.create(session);
        expect(await store.authState(session._id)).toStrictEqual({ session, user: null });
      });

      test("a missing session is null, whoever the hint names", async () => {
        const user = aUser();
        await store.users.create(user);
        expect(await store.authState(newId(NOW))).toBeNull();
        expect(await store.authState(newId(NOW), user._id)).toBeNull();
      });
    });

    describe("oneTimeTokens", () => {
      test("a token is taken once, with all its fields", async () => {
        const token = aOneTimeToken({ purpose: "change-email", payload: "näw@example.com" });
        await store.oneTimeTokens.put(token);
        const query = { hash: token.hash, purpose: token.purpose, now: NOW };
        expect(await store.oneTimeTokens.take(query)).toStrictEqual(token);
        expect(await store.oneTimeTokens.take(query)).toBeNull();
      });

      test("an empty payload is read back as null", async () => {
        const token = aOneTimeToken({ payload: null });
        await store.oneTimeTokens.put(token);
        expect(await store.oneTimeTokens.take({ hash: token.hash, purpose: token.purpose, now: NOW })).toStrictEqual(
          token,
        );
      });

      test("of concurrent callers exactly one receives the token", async () => {
        const token = aOneTimeToken();
        await store.oneTimeTokens.put(token);
        const results = await race(() =>
          store.oneTimeTokens.take({ hash: token.hash, purpose: token.purpose, now: NOW }),
        );
        expect(results.filter((result) => result !== null)).toStrictEqual([token]);
      });

      test("a token of another purpose is not taken and stays valid", async () => {
        const token = aOneTimeToken({ purpose: "verify-email" });
        await store.oneTimeTokens.put(token);
        expect(await store.oneTimeTokens.take({ hash: token.hash, purpose: "reset-password", now: NOW })).toBeNull();
        expect(await store.oneTimeTokens.take({ hash: token.hash, purpose: "verify-email", now: NOW })).toStrictEqual(
          token,
        );
      });

      test("an unknown token is not taken", async () => {
        expect(await store.oneTimeTokens.take({ hash: randomUUID(), purpose: "verify-email", now: NOW })).toBeNull();
      });

      test("a token is valid until the millisecond in which it expires", async () => {
        const expired = aOneTimeToken({ expiresAt: NOW });
        await store.oneTimeTokens.put(expired);
        expect(await store.oneTimeTokens.take({ hash: expired.hash, purpose: expired.purpose, now: NOW })).toBeNull();
        const valid = aOneTimeToken({ expiresAt: NOW + 1 });
        await store.oneTimeTokens.put(valid);
        expect(await store.oneTimeTokens.take({ hash: valid.hash, purpose: valid.purpose, now: NOW })).toStrictEqual(
          valid,
        );
      });

      test("a newer token ends the older one of the same user and purpose", async () => {
        const older = aOneTimeToken();
        const newer = aOneTimeToken({ userId: older.userId, payload: "new" });
        await store.oneTimeTokens.put(older);
        await store.oneTimeTokens.put(newer);
        expect(await store.oneTimeTokens.take({ hash: older.hash, purpose: older.purpose, now: NOW })).toBeNull();
        expect(await store.oneTimeTokens.take({ hash: newer.hash, purpose: newer.purpose, now: NOW })).toStrictEqual(
          newer,
        );
      });

      test("of concurrently stored tokens of one user and purpose exactly one stays", async () => {
        const { userId, purpose } = aOneTimeToken();
        const tokens = Array.from({ length: RACERS }, () => aOneTimeToken({ userId, purpose }));
        await Promise.all(tokens.map((token) => store.oneTimeTokens.put(token)));
        const taken = await Promise.all(
          tokens.map((token) => store.oneTimeTokens.take({ hash: token.hash, purpose, now: NOW })),
        );
        expect(taken.filter((token) => token !== null)).toHaveLength(1);
      });

      test("tokens of other purposes and of other users are left alone", async () => {
        const verify = aOneTimeToken({ purpose: "verify-email" });
        const reset = aOneTimeToken({ userId: verify.userId, purpose: "reset-password" });
        const foreign = aOneTimeToken({ purpose: "verify-email" });
        for (const token of [verify, reset, foreign]) await store.oneTimeTokens.put(token);
        for (const token of [verify, reset, foreign]) {
          const query = { hash: token.hash, purpose: token.purpose, now: NOW };
          expect(await store.oneTimeTokens.take(query)).toStrictEqual(token);
        }
      });
    });

    describe("audit", () => {
      test("an event is read back unchanged, with every field set", async () => {
        const event = anAuditEvent({
          sessionId: newId(NOW),
          name: "session.revoked",
          ip: "203.0.113.9",
          userAgent: "Mozilla/5.0 👾",
          detail: { reason: "réuse", count: 3, ratio: 0.5, mine: true, other: false, nothing: null },
        });
        await store.audit.append(event);
        const { userId } = event;
        if (userId === null) throw new Error("The builder gives every event a user.");
        expect(await store.audit.listByUser({ userId, limit: 10 })).toStrictEqual([event]);
      });

      test("nulls and an empty detail are read back as such", async () => {
        const userId = newId(NOW);
        const event = anAuditEvent({ userId, detail: {} });
        await store.audit.append(event);
        expect(await store.audit.listByUser({ userId, limit: 10 })).toStrictEqual([event]);
      });

      test("an event without a user is accepted and is in nobody's list", async () => {
        const event = anAuditEvent({ userId: null, name: "login.failed" });
        await store.audit.append(event);
        expect(await store.audit.listByUser({ userId: "null", limit: 10 })).toEqual([]);
      });

      test("only the user's events are listed, newest first, up to the limit", async () => {
        const userId = newId(NOW);
        const second = anAuditEvent({ userId, at: NOW - 1 });
        const third = anAuditEvent({ userId, at: NOW - 2 });
        const first = anAuditEvent({ userId, at: NOW });
        for (const event of [second, third, first, anAuditEvent()]) await store.audit.append(event);
        expect(await store.audit.listByUser({ userId, limit: 10 })).toStrictEqual([first, second, third]);
        expect(await store.audit.listByUser({ userId, limit: 2 })).toStrictEqual([first, second]);
      });
    });

    describe("records are copies", () => {
      test("changing a record after it was handed in does not change what is stored", async () => {
        const roles = ["user"];
        const spent = [aSpentToken(0)];
        const detail = { reason: "first" };
        const user = aUser({ roles });
        const session = aSession({ userId: user._id, previous: spent });
        const event = anAuditEvent({ userId: user._id, detail });
        const accepted = [store.users.create(user), store.sessions.create(session), store.audit.append(event)];
        roles.push("admin");
        spent.pop();
        detail.reason = "second";
        await Promise.all(accepted);
        expect(await store.users.byId(user._id)).toMatchObject({ roles: ["user"] });
        expect(await store.sessions.get(session._id)).toMatchObject({ previous: [aSpentToken(0)] });
        expect(await store.audit.listByUser({ userId: user._id, limit: 1 })).toMatchObject([
          { detail: { reason: "first" } },
        ]);
      });

      test("changing a record that was handed out does not change what is stored", async () => {
        const user = aUser();
        const session = aSession({ userId: user._id });
        await store.users.create(user);
        await store.sessions.create(session);
        const state = await store.authState(session._id);
        if (state?.user == null) throw new Error("The session and its user were just stored.");
        // Reflect.set answers false, instead of throwing, where an adapter freezes its records.
        Reflect.set(state.session, "version", 7);
        Reflect.set(state.user, "epoch", 7);
        Reflect.set(state.user.roles, 0, "admin");
        expect(await store.authState(session._id)).toStrictEqual({ session, user });
        expect(await store.users.byId(user._id)).toStrictEqual(user);
      });
    });

    describe("open, ping and close", () => {
      test("an open store answers a ping", async () => {
        await expect(store.ping()).resolves.toBeUndefined();
      });

      test("opening twice is harmless", async () => {
        const user = aUser();
        await store.users.create(user);
        await store.open();
        expect(await store.users.byId(user._id)).toStrictEqual(user);
      });

      test(
        "closing finishes what was accepted, then every call is refused as unavailable",
        async () => {
          const closing = await open();
          try {
            const users = Array.from({ length: RACERS }, () => aUser());
            const accepted = Promise.all(users.map((user) => closing.store.users.create(user)));
            await closing.store.close();
            expect(await accepted).toEqual(Array(RACERS).fill({ kind: "created" }));
            await expectEveryVerbUnavailable(closing.store);
            await expect(closing.store.close()).resolves.toBeUndefined();
          } finally {
            await closing.dispose();
          }
        },
        DATABASE_START_MS,
      );
    });
  });
}

async function expectEveryVerbUnavailable(store: Store): Promise<void> {
  const id = newId(NOW);
  const calls = [
    store.ping(),
    store.authState(id),
    store.users.create(aUser()),
    store.users.byId(id),
    store.users.byLogin({ username: "ada" }),
    store.users.compareAndSet(aUser({ version: 1 }), 0),
    store.users.delete(id),
    store.sessions.create(aSession()),
    store.sessions.get(id),
    store.sessions.compareAndSet(aSession({ version: 1 }), 0),
    store.sessions.listByUser({ userId: id, epoch: 0, now: NOW, limit: 1 }),
    store.sessions.deleteExpired(0, 1),
    store.oneTimeTokens.put(aOneTimeToken()),
    store.oneTimeTokens.take({ hash: "x", purpose: "verify-email", now: NOW }),
    store.audit.append(anAuditEvent()),
    store.audit.listByUser({ userId: id, limit: 1 }),
  ];
  const results = await Promise.allSettled(calls);
  for (const result of results) {
    expect(result).toMatchObject({ status: "rejected", reason: expect.any(StoreUnavailableError) });
  }
}
