import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { RunningPostgres } from "../../scripts/postgres/startPostgres.js";
import { createPostgresStore } from "../../src/stores/postgres/index.js";
import { aUser } from "../support/records.js";
import { hasPostgresPrograms, startOwnPostgres } from "../support/store/ownPostgres.js";
import { onPostgres } from "../support/store/postgresDatabase.js";

/** What a URL may not hold as it is. */
const PASSWORD = "p@ss:w/rd?#%&ü";

describe.skipIf(!hasPostgresPrograms)("the URL of a PostgreSQL database", () => {
  let server: RunningPostgres;

  beforeAll(async () => {
    server = await startOwnPostgres();
    await onPostgres(server.url, `CREATE ROLE "ada@app" LOGIN PASSWORD '${PASSWORD}'`);
    await onPostgres(server.url, `CREATE DATABASE "the app" OWNER "ada@app"`);
  });
  afterAll(() => server.dispose());

  const login = () => `${encodeURIComponent("ada@app")}:${encodeURIComponent(PASSWORD)}`;

  test.each([
    ["with a host and a port", () => `postgres://${login()}@127.0.0.1:${server.port}/the%20app`],
    ["of the scheme postgresql", () => `postgresql://${login()}@localhost:${server.port}/the%20app`],
    [
      "with the folder of a Unix socket",
      () => `postgres://${login()}@/the%20app?host=${encodeURIComponent(server.folder)}&port=${server.port}`,
    ],
    [
      "with several hosts, one of which does not answer",
      () => `postgres://${login()}@127.0.0.1:1,127.0.0.1:${server.port}/the%20app`,
    ],
    [
      "with a name for the connections",
      () => `postgres://${login()}@127.0.0.1:${server.port}/the%20app?application_name=of%20the%20app`,
      "of the app",
    ],
  ])("%s leads there", async (_description, urlOf, name = "latchkey") => {
    const url = urlOf();
    const store = createPostgresStore({ url });
    onTestFinished(() => store.close());
    await store.open();
    const user = aUser();
    await store.users.create(user);
    expect(await store.users.byId(user._id)).toStrictEqual(user);
    const names = await onPostgres<{ name: string }>(
      server.url,
      "SELECT DISTINCT application_name AS name FROM pg_stat_activity WHERE datname = 'the app'",
    );
    expect(names).toEqual([{ name }]);
  });
});
