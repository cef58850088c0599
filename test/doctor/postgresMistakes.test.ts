import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { findPostgres } from "../../scripts/postgres/findPostgres.js";
import type { RunningPostgres } from "../../scripts/postgres/startPostgres.js";
import { endProcess } from "../../scripts/postgres/untilReady.js";
import { checks, type Finding } from "../../src/doctor/index.js";
import { createContext } from "../../src/doctor/runChecks.js";
import { createMigrator } from "../../src/stores/index.js";
import { issuesIn, knownSettings, startGoodServer, VERSION } from "../support/doctor/deployment.js";
import type { TestServer } from "../support/http/testServer.js";
import { hasPostgresPrograms, startOwnPostgres } from "../support/store/ownPostgres.js";
import { freshPostgresUrl, onPostgres } from "../support/store/postgresDatabase.js";

describe.skipIf(!hasPostgresPrograms)("the doctor looks at a PostgreSQL server", () => {
  let latchkey: TestServer;
  let postgres: RunningPostgres;
  beforeAll(async () => {
    [latchkey, postgres] = [await startGoodServer(), await startOwnPostgres()];
  }, 60_000);
  afterAll(async () => {
    await latchkey.close();
    await postgres.dispose();
  });

  async function findingsOf(databaseUrl: string, ids = ["database", "standbys"]): Promise<Finding[]> {
    const settings = await knownSettings(latchkey, { databaseUrl });
    const options = { url: new URL("http://localhost"), settings, version: VERSION, load: false, credentials: null };
    const findings = [];
    for (const check of checks.filter(({ id }) => ids.includes(id)))
      findings.push(...(await check.run(createContext(options))));
    return findings;
  }

  async function migrated(): Promise<string> {
    const databaseUrl = await freshPostgresUrl(postgres.url);
    await (await createMigrator({ databaseUrl, databasePrefix: "" })).apply();
    return databaseUrl;
  }

  test("and finds nothing wrong with one that is in order", async () => {
    const findings = await findingsOf(await migrated());
    expect(issuesIn(findings)).toEqual({});
    expect(findings).toHaveLength(2);
  });

  test("and finds a database without its tables, and makes none", async () => {
    const url = await freshPostgresUrl(postgres.url);
    for (let run = 0; run < 2; run += 1)
      expect(issuesIn(await findingsOf(url))).toEqual({ "database.behind": "medium" });
  });

  test("and finds one that acknowledges what it may lose, with the reason that a server would give", async () => {
    const url = await migrated();
    await onPostgres(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = off`);
    const [found] = await findingsOf(url, ["database"]);
    expect(found).toMatchObject({
      code: "database.away",
      evidence: expect.stringContaining("synchronous_commit is off"),
    });
  });

  test("and finds a password that it does not accept, and does not repeat it", async () => {
    const url = (await migrated()).replace(postgres.password, "geheim");
    const findings = await findingsOf(url, ["database"]);
    expect(issuesIn(findings)).toEqual({ "database.away": "high" });
    expect(JSON.stringify(findings)).not.toContain("geheim");
  });

  test("and finds a standby that it does not wait for", async () => {
    const url = await migrated();
    const found = findPostgres();
    if (found.kind !== "found") throw new Error(found.reason);
    const folder = await found.programs.makeFolder();
    // Anything that receives its log is a standby to the primary.
    const standby = found.programs.start("pg_receivewal", ["--directory", folder, `--dbname=${postgres.url}`]);
    onTestFinished(async () => {
      await endProcess(standby, "SIGKILL");
      await rm(folder, { recursive: true, force: true });
    });
    await vi.waitUntil(async () => (await onPostgres(url, "SELECT 1 FROM pg_stat_replication")).length > 0);
    expect(issuesIn(await findingsOf(url))).toEqual({ "standbys.asynchronous": "medium" });

    await onPostgres(url, "ALTER SYSTEM SET synchronous_standby_names = '*'");
    await onPostgres(url, "SELECT pg_reload_conf()");
    await vi.waitUntil(async () => issuesIn(await findingsOf(url))["standbys.asynchronous"] === undefined);
    await onPostgres(url, "ALTER SYSTEM RESET synchronous_standby_names");
  });
});
