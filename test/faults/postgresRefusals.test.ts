import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import type { RunningPostgres } from "../../scripts/postgres/startPostgres.js";
import { createPostgresStore } from "../../src/stores/postgres/index.js";
import { failureOf, spawnLatchkey } from "../support/process/latchkeyProcess.js";
import { aUser } from "../support/records.js";
import { hasPostgresPrograms, startOwnPostgres } from "../support/store/ownPostgres.js";
import { freshPostgresUrl, onPostgres } from "../support/store/postgresDatabase.js";
import { startPostgresProxy } from "../support/store/postgresProxy.js";
import { startStandby } from "../support/store/postgresStandby.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const SECRET = "pa55word-of-the-database";

describe.skipIf(!hasPostgresPrograms)("a PostgreSQL store refuses to open", () => {
  let server: RunningPostgres;

  beforeAll(async () => {
    server = await startOwnPostgres();
    // A name with a password that can be looked for, and no right but to connect.
    await onPostgres(server.url, `CREATE ROLE app LOGIN PASSWORD '${SECRET}'`);
  });
  afterAll(() => server.dispose());

  /** The message with which a store refuses the URL. Nothing that it holds has the password. */
  async function refusalOf(url: string): Promise<string> {
    const store = createPostgresStore({ url, stepTimeoutMs: 2000 });
    onTestFinished(() => store.close());
    const error: unknown = await store.open().then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: "StoreUnavailableError", outcome: "not-applied" });
    const held = inspect(error, { depth: 20, showHidden: true });
    expect(held).not.toContain(SECRET);
    expect(held).not.toContain(server.password);
    return (error as Error).message;
  }

  /** As the user `app`, whose password is SECRET. */
  function asApp(databaseUrl: string, password = SECRET): string {
    const url = new URL(databaseUrl);
    url.username = "app";
    url.password = password;
    return url.href;
  }

  test("where no server listens", async () => {
    const url = `postgres://app:${SECRET}@127.0.0.1:${await freePort()}/latchkey`;
    expect(await refusalOf(url)).toMatch(/host and port/);
  });

  test("with a wrong password or user, and says to correct the URL", async () => {
    const url = await freshPostgresUrl(server.url);
    expect(await refusalOf(asApp(url, `${SECRET}-of-before`))).toMatch(/user name or password/);
    expect(await refusalOf(asApp(url).replace("app:", "nobody:"))).toMatch(/user name or password.*DATABASE_URL/);
    expect(await refusalOf(asApp(url, ""))).toMatch(/its URL has none/);
  });

  test("where pg_hba.conf does not let the user in, and says so", async () => {
    const url = await freshPostgresUrl(server.url);
    await onPostgres(server.url, "CREATE ROLE stranger LOGIN PASSWORD 'unimportant'");
    const file = join(server.folder, "data/pg_hba.conf");
    writeFileSync(file, `host all stranger 127.0.0.1/32 reject\n${readFileSync(file, "utf8")}`);
    await onPostgres(server.url, "SELECT pg_reload_conf()");
    const asStranger = asApp(url, "unimportant").replace("app:", "stranger:");
    expect(await vi.waitUntil(async () => /pg_hba\.conf/.exec(await refusalOf(asStranger))?.[0])).toBe("pg_hba.conf");
  });

  test("without its database, and says to create it", async () => {
    const url = new URL(server.url);
    url.pathname = "/none";
    expect(await refusalOf(url.href)).toMatch(/database/);
    expect(await refusalOf(url.href)).toMatch(/create/i);
  });

  test("without the right to create its schema, and says what an administrator has to run, until it was run", async () => {
    const url = await freshPostgresUrl(server.url);
    const advice = /CREATE SCHEMA "latchkey" AUTHORIZATION/.exec(await refusalOf(asApp(url)))?.[0];
    await onPostgres(url, `${advice} app`);
    const store = createPostgresStore({ url: asApp(url) });
    onTestFinished(() => store.close());
    await store.open();
    expect(await store.users.create(aUser())).toEqual({ kind: "created" });
  });

  test("without a right on a table that is there, and says so", async () => {
    const url = await freshPostgresUrl(server.url);
    const store = createPostgresStore({ url });
    onTestFinished(() => store.close());
    await store.open();
    expect(await refusalOf(asApp(url))).toMatch(/permit|right/i);
  });

  test.each(["SQL_ASCII", "LATIN1"])("a database that is %s and not UTF-8", async (encoding) => {
    const name = `of_${encoding.toLowerCase()}`;
    await onPostgres(server.url, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING '${encoding}' LOCALE 'C'`);
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    expect(await refusalOf(url.href)).toMatch(/UTF-?8/i);
    expect(await refusalOf(url.href)).toContain(encoding);
  });

  test.each([
    ["fsync", "off"],
    ["synchronous_commit", "off"],
  ])("a server with %s = %s, which would forget what it has acknowledged", async (setting, value) => {
    const url = await freshPostgresUrl(server.url);
    const name = new URL(url).pathname.slice(1);
    if (setting === "fsync") {
      await server.stop();
      await server.restart({ fsync: value });
      onTestFinished(async () => {
        await server.stop();
        await server.restart({ fsync: "on" });
      });
    } else await onPostgres(server.url, `ALTER DATABASE ${name} SET ${setting} = ${value}`);
    expect(await refusalOf(url)).toContain(setting);
  });

  test("a server of version 13", async () => {
    const proxy = await startPostgresProxy(server.port);
    onTestFinished(() => proxy.close());
    const [row] = await onPostgres<{ version: string; number: string }>(
      server.url,
      "SELECT current_setting('server_version') AS version, current_setting('server_version_num') AS number",
    );
    const url = await freshPostgresUrl(server.url);
    proxy.replaceInAnswers(row?.number ?? "", `130018`);
    const message = await refusalOf(proxy.urlOf(url));
    expect(message).toMatch(/13/);
    expect(message).toMatch(/14/);
  });

  test("a standby, which could only serve what is outdated", async () => {
    const url = await freshPostgresUrl(server.url);
    const store = createPostgresStore({ url });
    await store.open();
    await store.close();
    const standby = await startStandby(server);
    onTestFinished(() => standby.dispose());
    expect(await refusalOf(url.replace(`:${server.port}/`, `:${standby.port}/`))).toMatch(/standby|read-only|primary/i);
  });

  test.each([
    ["a wrong password", (url: string) => asApp(url, `${SECRET}-of-before`)],
    ["a port where nobody listens", (url: string) => asApp(url).replace(`:${server.port}/`, ":1/")],
    ["no right to create the schema", (url: string) => asApp(url)],
  ])("%s ends a start with exit code 1 and one line without the password", async (_name, urlOf) => {
    const env = { DATABASE_URL: urlOf(await freshPostgresUrl(server.url)) };
    const { code, stderr } = await failureOf(await spawnLatchkey(temporaryFolder(), env));
    expect(stderr).toMatch(/^latchkey: [^\n]*PostgreSQL[^\n]*\n$/);
    expect(stderr).not.toContain(SECRET);
    expect(code).toBe(1);
  });
});

describe("the PostgreSQL URL is in no message", () => {
  test.each([
    `postgres://user:${SECRET}@127.0.0.1:1/latchkey`,
    `postgres://user:${SECRET}@127.0.0.1:port/latchkey`,
    `postgresql://user:${SECRET}@127.0.0.1:1,127.0.0.1:2/latchkey`,
    `postgres://user:${SECRET}@/latchkey?host=/no/such/folder`,
    `postgres://user:${SECRET}@127.0.0.1:1/latchkey?sslmode=verify-full&sslrootcert=/no/such/file`,
    `postgres://user:${SECRET}@name.invalid/latchkey`,
  ])("case %#", async (url) => {
    const store = createPostgresStore({ url, stepTimeoutMs: 500 });
    const error = await store.open().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(SECRET);
    await store.close();
  });
});
