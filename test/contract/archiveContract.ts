/** The rules of the port that moves a whole database. Each adapter runs this one suite. */
import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { Archive, ArchiveRecords, CopyMark, Kind } from "../../src/stores/Archive.js";
import type { Store } from "../../src/stores/Store.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import {
  aJob,
  anAuditEvent,
  aOneTimeToken,
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
const FILLING: CopyMark = { copy: "a copy", state: "filling", run: RUN, peer: "sqlite:/elsewhere.db" };

/** A record of each kind that is as full as records get. */
function fullRecords(): { readonly [K in Kind]: ArchiveRecords[K] } {
  return {
    users: aUser({ roles: [], epochEnds: [{ epoch: 0, cause: "disabled", at: NOW }], disabledAt: NOW }),
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
  };
}

const KINDS = Object.keys(fullRecords()) as Kind[];

/** Runs the contract against what `open` gives: an empty, migrated database at every call. */
export function describeArchiveContract(name: string, open: () => Promise<OpenedArchive>): void {
  describe(`${name} obeys the archive contract`, () => {
    let archive: Archive;
    let store: () => Store;

    beforeEach(async () => {
      ({ archive, store } = await open());
      await archive.setMark(FILLING, null);
    });

    async function put<K extends Kind>(kind: K, ...records: ArchiveRecords[K][]) {
      expect(await archive.put(kind, records, RUN)).toEqual({ kind: "written" });
    }

    async function allOf<K extends Kind>(kind: K): Promise<ArchiveRecords[K][]> {
      return (await archive.page(kind, { after: null, limit: 100 })).map(({ record }) => record);
    }

    test.each(KINDS)("%s come out as they went in, whole, and are counted", async (kind) => {
      const record = fullRecords()[kind];
      await put(kind, record);
      expect(await allOf(kind)).toStrictEqual([record]);
      expect(await archive.count(kind)).toBe(1);
      await put(kind, record);
      expect(await allOf(kind)).toStrictEqual([record]);
    });

    test.each(KINDS)("pages of %s hold each once, in the order of the bytes of their keys", async (kind) => {
      const records = Array.from({ length: 7 }, () => fullRecords()[kind]);
      await put(kind, ...records);
      const seen: string[] = [];
      let after: string | null = null;
      for (;;) {
        const page: { key: string }[] = await archive.page(kind, { after, limit: 3 });
        seen.push(...page.map(({ key }) => key));
        after = page.at(-1)?.key ?? null;
        if (page.length < 3) break;
      }
      expect(seen).toHaveLength(7);
      expect(seen).toEqual(seen.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
      expect(await archive.page(kind, { after: seen[4] ?? null, limit: 9 })).toHaveLength(2);
    });

    test.each(KINDS)("%s are removed by their keys, others stay", async (kind) => {
      await put(kind, fullRecords()[kind], fullRecords()[kind]);
      const [first, second] = await archive.page(kind, { after: null, limit: 2 });
      expect(await archive.remove(kind, [first?.key ?? "", "no such key"], RUN)).toEqual({ kind: "written" });
      expect(await allOf(kind)).toStrictEqual([second?.record]);
    });

    test("what the store writes the archive reads, and the other way round", async () => {
      const [user, session] = [aUser(), aSession()];
      const record = fullRecords();
      await put("users", record.users);
      await put("sessions", record.sessions);
      await put("oneTimeTokens", record.oneTimeTokens);
      await archive.setMark({ ...FILLING, state: "arrived" }, FILLING);
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
      await put("rateLimits", ...keys.map((key) => ({ key, points: 1, expiresAt: NOW })));
      expect((await archive.page("rateLimits", { after: null, limit: 9 })).map(({ key }) => key)).toEqual(keys);
      expect(await archive.page("rateLimits", { after: "\u{ff5e}", limit: 9 })).toHaveLength(1);
    });

    test("a plain password is not stored", async () => {
      await expect(archive.put("users", [aUser({ passwordHash: "correct horse battery" })], RUN)).rejects.toThrow();
      expect(await allOf("users")).toEqual([]);
    });

    describe("whoever holds what must be unique makes way", () => {
      test("an account that has another's former address and name", async () => {
        const [before, other] = [aUser(), aUser()];
        await put("users", before, other);
        const after = aUser({ username: before.username, email: other.email });
        await put("users", after);
        expect(await allOf("users")).toStrictEqual([after]);
      });

      test("a newer link for the same purpose", async () => {
        const before = aOneTimeToken();
        await put("oneTimeTokens", before);
        const after = aOneTimeToken({ userId: before.userId });
        await put("oneTimeTokens", after);
        expect(await allOf("oneTimeTokens")).toStrictEqual([after]);
      });

      test("a key of the same sequence, and an account that takes its own new name", async () => {
        const key = aSigningKey();
        await put("signingKeys", key);
        const other = aSigningKey({ sequence: key.sequence });
        await put("signingKeys", other);
        expect(await allOf("signingKeys")).toStrictEqual([other]);
        const user = aUser();
        await put("users", user);
        await put("users", { ...user, username: "renamed" });
        expect(await allOf("users")).toStrictEqual([{ ...user, username: "renamed" }]);
      });
    });

    describe("the mark", () => {
      test("lies in the database, and is replaced only by who knows it", async () => {
        expect(await archive.mark()).toEqual(FILLING);
        const other: CopyMark = { ...FILLING, run: "another run" };
        for (const wrong of [null, other, { ...FILLING, state: "leaving" } as const, { ...FILLING, copy: "x" }]) {
          expect(await archive.setMark(other, wrong)).toBe(false);
        }
        expect(await archive.mark()).toEqual(FILLING);
        expect(await archive.setMark(other, FILLING)).toBe(true);
        expect(await archive.mark()).toEqual(other);
      });

      test("of another run, or of another part, ends the writes of this one", async () => {
        const user = aUser();
        await put("users", user);
        for (const mark of [
          { ...FILLING, run: "another run" },
          { ...FILLING, state: "arrived" } as const,
          { ...FILLING, state: "leaving" } as const,
        ]) {
          await archive.setMark(mark, await archive.mark());
          expect(await archive.put("users", [aUser()], RUN)).toEqual({ kind: "taken-over" });
          expect(await archive.remove("users", [user._id], RUN)).toEqual({ kind: "taken-over" });
          expect(await allOf("users")).toStrictEqual([user]);
        }
      });

      test.each(["filling", "moved"] as const)(
        "no store opens what is %s, and the error tells the other side",
        async (state) => {
          await archive.setMark({ ...FILLING, state }, FILLING);
          const opening = store().open();
          await expect(opening).rejects.toBeInstanceOf(StoreUnavailableError);
          await expect(opening).rejects.toThrow("sqlite:/elsewhere.db");
        },
      );

      test.each(["leaving", "arrived"] as const)("a store opens what is %s", async (state) => {
        await archive.setMark({ ...FILLING, state }, FILLING);
        const user = aUser();
        expect(await (await opened(store())).users.create(user)).toEqual({ kind: "created" });
      });

      test("taken back, the writes go on", async () => {
        const moved = { ...FILLING, state: "moved" } as const;
        await archive.setMark(moved, FILLING);
        await archive.setMark({ ...FILLING, state: "leaving" }, moved);
        expect(await (await opened(store())).users.create(aUser())).toEqual({ kind: "created" });
      });
    });

    test("its name is for people", () => {
      expect(archive.name).toMatch(/^(sqlite:\/|mongodb:\/\/)/);
    });

    test("closed, it is unavailable", async () => {
      await archive.close();
      await expect(archive.mark()).rejects.toBeInstanceOf(StoreUnavailableError);
      await expect(archive.page("users", { after: null, limit: 1 })).rejects.toBeInstanceOf(StoreUnavailableError);
    });
  });
}

async function opened(store: Store): Promise<Store> {
  await store.open();
  return store;
}
