/** The rules of the port that moves a whole database. Each adapter runs this one suite. */
import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import {
  type Archive,
  type ArchiveRecords,
  KINDS,
  type Kind,
  type MigrationMarker,
  RECORDS_PER_PAGE,
} from "../../src/stores/Archive.js";
import type { Store } from "../../src/stores/Store.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import {
  aJob,
  anAuditEvent,
  anEmailCodesRecord,
  anIdentity,
  aOneTimeToken,
  aPasskey,
  aSecondFactorsRecord,
  aSession,
  aSigningKey,
  aSpentToken,
  aUser,
  NOW,
} from "../support/records.js";

export interface OpenedArchive {
  readonly archive: Archive;
  /** A store on the same database; it is closed when the test ends. */
  store(): Store;
}

const RUN = "this run";
const FILLING: MigrationMarker = { copy: "a copy", state: "filling", run: RUN, peer: "sqlite:/elsewhere.db" };

/** A record of each kind that is as full as records get. */
function fullRecords(): { readonly [K in Kind]: ArchiveRecords[K] } {
  return {
    users: aUser({
      roles: [],
      epochEnds: [{ epoch: 0, cause: "disabled", at: NOW }],
      disabledAt: NOW,
      factorsSince: NOW,
    }),
    sessions: aSession({
      previous: [aSpentToken(1, { retryKey: "key", network: "192.0.2.1" })],
      revokedAt: NOW,
      revokeReason: "guessing",
    }),
    oneTimeTokens: aOneTimeToken({ payload: "new@example.com" }),
    auditEvents: anAuditEvent({ detail: { code: "X", count: 3, known: false, none: null } }),
    jobs: aJob({ userId: null, payload: { kind: "mail", count: 2 ** 40 } }),
    rateLimits: { key: randomUUID(), points: 3, expiresAt: NOW },
    signingKeys: aSigningKey(),
    secondFactors: aSecondFactorsRecord({ pending: { sealedSecret: "sealed too", expiresAt: NOW } }),
    passkeys: aPasskey({ counter: 2 ** 32 - 1, lastUsedAt: NOW, spent: [{ hash: "challenge", until: NOW }] }),
    identities: anIdentity({ lastUsedAt: NOW, version: 3 }),
    emailCodes: anEmailCodesRecord({ version: 2 }),
  };
}

/** Runs the contract against what `open` gives: an empty, migrated database at every call. */
export function describeArchiveContract(name: string, open: () => Promise<OpenedArchive>): void {
  describe(`${name} obeys the archive contract`, () => {
    let archive: Archive;
    let store: () => Store;

    beforeEach(async () => {
      ({ archive, store } = await open());
      await archive.setMarker(FILLING, null);
    });

    async function insert<K extends Kind>(kind: K, ...records: ArchiveRecords[K][]) {
      expect(await archive.insert(kind, records, RUN)).toBe(true);
    }

    async function allOf<K extends Kind>(kind: K): Promise<ArchiveRecords[K][]> {
      const all: ArchiveRecords[K][] = [];
      for await (const page of archive.pages(kind)) all.push(...page);
      return all;
    }

    test.each(KINDS)("%s come out as they went in, whole, and are counted", async (kind) => {
      const record = fullRecords()[kind];
      expect(await archive.count(kind)).toBe(0);
      expect(await allOf(kind)).toEqual([]);
      await insert(kind, record);
      expect(await allOf(kind)).toStrictEqual([record]);
      expect(await archive.count(kind)).toBe(1);
    });

    test.each(KINDS)("%s are cleared, and others stay", async (kind) => {
      const other = kind === "users" ? "sessions" : "users";
      await insert(kind, fullRecords()[kind], fullRecords()[kind]);
      await insert(other, fullRecords()[other]);
      expect(await archive.clear(kind, RUN)).toBe(true);
      expect(await allOf(kind)).toEqual([]);
      expect(await allOf(other)).toHaveLength(1);
    });

    test("pages hold each record once, in the order of the bytes of their keys, and are full but for the last", async () => {
      const counters = Array.from({ length: 2 * RECORDS_PER_PAGE + 3 }, () => fullRecords().rateLimits);
      await insert("rateLimits", ...counters);
      const pages: string[][] = [];
      for await (const page of archive.pages("rateLimits")) pages.push(page.map(({ key }) => key));
      expect(pages.map((page) => page.length)).toEqual([RECORDS_PER_PAGE, RECORDS_PER_PAGE, 3]);
      expect(pages.flat()).toEqual(counters.map(({ key }) => key).toSorted());
    });

    test("a last page that is full is followed by none", async () => {
      await insert("rateLimits", ...Array.from({ length: RECORDS_PER_PAGE }, () => fullRecords().rateLimits));
      const lengths: number[] = [];
      for await (const page of archive.pages("rateLimits")) lengths.push(page.length);
      expect(lengths).toEqual([RECORDS_PER_PAGE]);
    });

    test("what the store writes the archive reads, and the other way round", async () => {
      const [user, session] = [aUser(), aSession()];
      const record = fullRecords();
      await insert("users", record.users);
      await insert("sessions", record.sessions);
      await insert("oneTimeTokens", record.oneTimeTokens);
      await archive.setMarker({ ...FILLING, state: "arrived" }, FILLING);
      const { users, sessions, oneTimeTokens } = await opened(store());
      await users.create(user);
      await sessions.create(session);
      expect(await users.byId(record.users._id)).toStrictEqual(record.users);
      expect(await sessions.get(record.sessions._id)).toStrictEqual(record.sessions);
      const { hash, purpose } = record.oneTimeTokens;
      expect(await oneTimeTokens.find({ hash, purpose, now: NOW })).toStrictEqual(record.oneTimeTokens);
      expect(await allOf("users")).toContainEqual(user);
      expect(await allOf("sessions")).toContainEqual(session);
    });

    test("keys are compared by bytes, also where UTF-16 sorts otherwise", async () => {
      const keys = ["A", "a", "\u{e9}", "\u{ff5e}", "\u{1f511}"];
      await insert("rateLimits", ...keys.map((key) => ({ key, points: 1, expiresAt: NOW })));
      expect((await allOf("rateLimits")).map(({ key }) => key)).toEqual(keys);
    });

    test("a plain password is not stored", async () => {
      await expect(archive.insert("users", [aUser({ passwordHash: "correct horse battery" })], RUN)).rejects.toThrow();
      expect(await allOf("users")).toEqual([]);
    });

    test("a record that is there already is not written over", async () => {
      const user = aUser();
      await insert("users", user);
      await expect(archive.insert("users", [{ ...user, username: "renamed" }], RUN)).rejects.toThrow();
      await expect(archive.insert("users", [aUser({ username: user.username })], RUN)).rejects.toThrow();
      expect(await allOf("users")).toStrictEqual([user]);
    });

    describe("the marker", () => {
      test("lies in the database, and is replaced only by a caller who knows it", async () => {
        expect(await archive.marker()).toEqual(FILLING);
        const other: MigrationMarker = { ...FILLING, run: "another run" };
        for (const wrong of [null, other, { ...FILLING, state: "leaving" } as const, { ...FILLING, copy: "x" }]) {
          expect(await archive.setMarker(other, wrong)).toBe(false);
        }
        expect(await archive.marker()).toEqual(FILLING);
        expect(await archive.setMarker(other, FILLING)).toBe(true);
        expect(await archive.marker()).toEqual(other);
      });

      test("of another run, or of another part, ends the writes of this one", async () => {
        const user = aUser();
        await insert("users", user);
        for (const marker of [
          { ...FILLING, run: "another run" },
          { ...FILLING, state: "arrived" } as const,
          { ...FILLING, state: "leaving" } as const,
        ]) {
          await archive.setMarker(marker, await archive.marker());
          expect(await archive.insert("users", [aUser()], RUN)).toBe(false);
          expect(await archive.clear("users", RUN)).toBe(false);
          expect(await allOf("users")).toStrictEqual([user]);
        }
      });

      test.each(["filling", "moved"] as const)(
        "no store opens what is %s, and the error names the other side",
        async (state) => {
          await archive.setMarker({ ...FILLING, state }, FILLING);
          const opening = store().open();
          await expect(opening).rejects.toBeInstanceOf(StoreUnavailableError);
          await expect(opening).rejects.toThrow("sqlite:/elsewhere.db");
        },
      );

      test.each(["leaving", "arrived"] as const)("a store opens what is %s", async (state) => {
        await archive.setMarker({ ...FILLING, state }, FILLING);
        const user = aUser();
        expect(await (await opened(store())).users.create(user)).toEqual({ kind: "created" });
      });

      test("of a database that was unlocked, its stores write again", async () => {
        const moved = { ...FILLING, state: "moved" } as const;
        await archive.setMarker(moved, FILLING);
        await archive.setMarker({ ...FILLING, state: "leaving" }, moved);
        expect(await (await opened(store())).users.create(aUser())).toEqual({ kind: "created" });
      });
    });

    test("its name is for people", () => {
      expect(archive.name).toMatch(/^(sqlite:\/|mongodb:\/\/|postgres:\/\/)/);
    });

    test("closed, it is unavailable", async () => {
      await archive.close();
      await expect(archive.marker()).rejects.toBeInstanceOf(StoreUnavailableError);
      await expect(archive.pages("users").next()).rejects.toBeInstanceOf(StoreUnavailableError);
    });
  });
}

async function opened(store: Store): Promise<Store> {
  await store.open();
  return store;
}
