import { describe, expect, inject, onTestFinished, test } from "vitest";
import { KINDS } from "../../src/stores/Archive.js";
import { createPostgresMigrator, createPostgresStore, openPostgresArchive } from "../../src/stores/postgres/index.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { systemClock } from "../../src/utils/clock.js";
import { aSession, aUser } from "../support/records.js";
import { everyWrite } from "../support/store/everyWrite.js";
import {
  dropPostgresPlace,
  freshPostgresPlace,
  onPostgres,
  type PostgresPlace,
} from "../support/store/postgresDatabase.js";
import { describeArchiveContract } from "./archiveContract.js";

async function openArchive(prefix = "") {
  const place = freshPostgresPlace();
  onTestFinished(() => dropPostgresPlace(place));
  await (await createPostgresMigrator({ ...place, prefix, clock: systemClock })).apply();
  const archive = await openPostgresArchive({ ...place, prefix });
  onTestFinished(() => archive.close());
  return { place, archive, store: () => storeOf(place, prefix) };
}

/** Closed when the test ends. */
function storeOf(place: PostgresPlace, prefix = "") {
  const store = createPostgresStore({ ...place, prefix });
  onTestFinished(() => store.close());
  return store;
}

async function namesIn({ url, schema }: PostgresPlace, select: string): Promise<string[]> {
  return (await onPostgres<{ name: string }>(url, `SELECT ${select}`, [schema])).map(({ name }) => name);
}

const tablesOf = (place: PostgresPlace) => namesIn(place, "tablename AS name FROM pg_tables WHERE schemaname = $1");
/** The name of its table for each lock, which knows every kind of write. */
const locksOf = (place: PostgresPlace) =>
  namesIn(
    place,
    `relname || ':' || string_agg(event_manipulation, ',' ORDER BY event_manipulation) AS name
      FROM information_schema.triggers JOIN pg_class ON relname = event_object_table
      WHERE trigger_schema = $1 AND relnamespace = $1::regnamespace GROUP BY relname`,
  );

describe.skipIf(inject("postgresUrl") === null)("on a PostgreSQL server", () => {
  describeArchiveContract("the PostgreSQL archive", () => openArchive());
  describeArchiveContract("the PostgreSQL archive under a prefix", () => openArchive("latchkey_"));

  test("every table is copied: a new one needs a format", async () => {
    const { place } = await openArchive();
    const own = (await tablesOf(place)).filter((table) => table !== "migrations");
    expect(own.toSorted()).toEqual(KINDS.toSorted());
  });

  test.each(["a\0b", "x\ud800"])(
    "a text that it cannot store is refused, with its place, and nothing is written: %j",
    async (userAgent) => {
      const { archive } = await openArchive();
      await archive.setMarker({ copy: "c", state: "filling", run: "r", peer: "sqlite:/elsewhere.db" }, null);
      const session = aSession({ userAgent });
      await expect(archive.insert("sessions", [aSession(), session], "r")).rejects.toThrow(
        `userAgent of sessions ${session._id}`,
      );
      expect(await archive.count("sessions")).toBe(0);
    },
  );

  test("what two Latchkeys keep in one schema, under other prefixes, is copied apart", async () => {
    const { place, archive } = await openArchive();
    const other = createPostgresStore({ ...place, prefix: "other_" });
    onTestFinished(() => other.close());
    await other.open();
    await other.users.create(aUser());
    expect(await archive.count("users")).toBe(0);
    await archive.setMarker({ copy: "c", state: "moved", run: "r", peer: "sqlite:/elsewhere.db" }, null);
    expect(await other.users.create(aUser())).toEqual({ kind: "created" });
  });

  describe("a database that was moved", () => {
    // What would end a text of SQL, and a body between dollars.
    const LEAVING = { copy: "c", state: "leaving", run: "r", peer: "mongodb://o'hara/$lock$ $1 %" } as const;
    const MOVED = { ...LEAVING, state: "moved" } as const;

    /** A server's store that is in use when the database is locked, and what it had written before. */
    async function lockedInUse() {
      const { place, archive, store: newStore } = await openArchive();
      const store = newStore();
      await store.open();
      const [user, session] = [aUser(), aSession()];
      await store.users.create(user);
      await store.sessions.create(session);
      await archive.setMarker(MOVED, null);
      return { place, archive, store, user, session };
    }

    test("refuses the writes of a server that runs as an outage, and says where the data went", async () => {
      const { store, user, session } = await lockedInUse();
      for (const write of everyWrite({ store, user, session })) {
        const error = await write().catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(StoreUnavailableError);
        expect(error).toMatchObject({ outcome: "not-applied", message: expect.stringContaining(MOVED.peer) });
      }
      expect(await store.users.byId(user._id)).toStrictEqual(user);
      expect(await store.sessions.get(session._id)).toStrictEqual(session);
    });

    test("takes no write either that was under way when it was locked, after the lock is in force", async () => {
      const { place, archive, store: newStore } = await openArchive();
      const store = newStore();
      await store.open();
      let isLocked = false;
      const locking = archive.setMarker(MOVED, null).finally(() => {
        isLocked = true;
      });
      const stored: boolean[] = [];
      while (!isLocked) {
        const wasStored = await store.users.create(aUser()).then(
          () => true,
          () => false,
        );
        stored.push(wasStored);
      }
      await locking;
      const count = await archive.count("users");
      expect(count).toBe(stored.filter(Boolean).length);
      await Promise.allSettled(Array.from({ length: 20 }, () => store.users.create(aUser())));
      expect(await archive.count("users")).toBe(count);
      expect(await locksOf(place)).not.toEqual([]);
    });

    test("has a lock on every table but that of its marker", async () => {
      const { place } = await lockedInUse();
      const own = (await tablesOf(place)).filter((table) => table !== "copyMarks");
      expect((await locksOf(place)).toSorted()).toEqual(own.map((table) => `${table}:DELETE,INSERT,UPDATE`).toSorted());
      await expect(onPostgres(place.url, `TRUNCATE "${place.schema}".users`)).rejects.toThrow("was moved to");
    });

    test("is not migrated", async () => {
      const { place } = await lockedInUse();
      await onPostgres(place.url, `ALTER TABLE "${place.schema}".migrations DISABLE TRIGGER USER`);
      await onPostgres(place.url, `DELETE FROM "${place.schema}".migrations`);
      const migrator = await createPostgresMigrator({ ...place, prefix: "", clock: systemClock });
      await expect(migrator.apply()).rejects.toThrow("was moved to mongodb://");
    });

    test("unlocked, it takes the writes of the same server, and no lock is left", async () => {
      const { place, archive, store, user } = await lockedInUse();
      await archive.setMarker(LEAVING, MOVED);
      expect(await store.users.compareAndSet({ ...user, version: 1 }, 0)).toEqual({ kind: "stored" });
      expect(await locksOf(place)).toEqual([]);
    });
  });
});
