import { execFileSync } from "node:child_process";
import { chownSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { findPostgres } from "../../scripts/postgres/findPostgres.js";
import type { RunningPostgres } from "../../scripts/postgres/startPostgres.js";
import { createPostgresStore } from "../../src/stores/postgres/index.js";
import type { Store } from "../../src/stores/Store.js";
import { aSmallDisk, canMakeSmallDisk } from "../support/faults/smallDisk.js";
import { aUser } from "../support/records.js";
import { hasPostgresPrograms, startOwnPostgres } from "../support/store/ownPostgres.js";
import { freshPostgresUrl, onPostgres } from "../support/store/postgresDatabase.js";

/** A new database needs half of it. */
const TABLES_SIZE = "16m";
/** Two files of the write-ahead log and a bit. */
const LOG_SIZE = "40m";
/** More than there is room for in the pages that are there. */
const MANY = 1000;

describe.skipIf(!canMakeSmallDisk || !hasPostgresPrograms)("a PostgreSQL server (needs root on Linux)", () => {
  let server: RunningPostgres;

  beforeEach(async () => {
    server = await startOwnPostgres();
  });
  afterEach(() => server.dispose());

  async function aStore(url: string): Promise<Store> {
    const store = createPostgresStore({ url, stepTimeoutMs: 3000 });
    onTestFinished(() => store.close());
    await store.open();
    return store;
  }

  /** A folder on the disk that the server owns. */
  function folderOn(disk: string): string {
    const folder = join(disk, "postgres");
    mkdirSync(folder, { mode: 0o700 });
    const found = findPostgres();
    if (found.kind === "found" && "uid" in found.programs.account) {
      chownSync(folder, found.programs.account["uid"], found.programs.account["gid"]);
    }
    return folder;
  }

  /** The users that were acknowledged until a write failed, and how that was. */
  async function fillTables(store: Store) {
    const acknowledged: ReturnType<typeof aUser>[] = [];
    for (let nth = 0; nth < MANY; nth += 1) {
      const user = aUser();
      try {
        await store.users.create(user);
        acknowledged.push(user);
      } catch (error) {
        return { acknowledged, error };
      }
    }
    throw new Error("Every write succeeded.");
  }

  test("whose disk is full makes writes unavailable, keeps what was acknowledged, serves reads, and writes again when there is room", async () => {
    const disk = aSmallDisk(TABLES_SIZE);
    await onPostgres(server.url, `CREATE TABLESPACE small LOCATION '${folderOn(disk.folder)}'`);
    const url = await freshPostgresUrl(server.url);
    await onPostgres(server.url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET TABLESPACE small`);
    const store = await aStore(url);
    disk.fill();
    const { acknowledged, error } = await fillTables(store);
    expect(error).toMatchObject({ name: "StoreUnavailableError", outcome: "not-applied" });
    for (const user of acknowledged) expect(await store.users.byId(user._id)).toStrictEqual(user);
    disk.free();
    expect(await store.users.create(aUser())).toEqual({ kind: "created" });
    await store.close();
    await server.stop("immediate");
  });

  test("that cannot write its log ends, and has what was acknowledged when it starts with room", async () => {
    const disk = aSmallDisk(LOG_SIZE);
    const url = await freshPostgresUrl(server.url);
    await server.stop();
    const log = join(server.folder, "data/pg_wal");
    const moved = folderOn(disk.folder);
    execFileSync("cp", ["-a", `${log}/.`, moved]);
    rmSync(log, { recursive: true });
    symlinkSync(moved, log);
    await server.restart();
    const store = await aStore(url);
    disk.fill();
    await onPostgres(server.url, "SELECT pg_switch_wal()").catch(() => undefined);
    const { acknowledged, error } = await fillTables(store);
    expect(error).toMatchObject({ name: "StoreUnavailableError" });
    await server.stop("immediate");
    disk.free();
    await server.restart();
    for (const user of acknowledged) expect(await store.users.byId(user._id)).toStrictEqual(user);
    expect(await store.users.create(aUser())).toEqual({ kind: "created" });
    await store.close();
    await server.stop("immediate");
  });
});
