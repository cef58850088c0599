import { afterAll, beforeAll, describe, inject } from "vitest";
import { type RunningPgBouncer, startPgBouncer } from "../../scripts/postgres/startPgBouncer.js";
import type { RunningPostgres } from "../../scripts/postgres/startPostgres.js";
import { createPostgresStore } from "../../src/stores/postgres/index.js";
import type { OpenedStore } from "../support/store/OpenedStore.js";
import { hasPostgresPrograms, pgBouncer, startOwnPostgres } from "../support/store/ownPostgres.js";
import { dropPostgresPlace, freshPostgresPlace } from "../support/store/postgresDatabase.js";
import { describeStoreContract } from "./storeContract.js";

// Hundreds of calls at once wait for a server that may be small and shared; that is no outage.
const PATIENCE_MS = 30_000;

const serverUrl = inject("postgresUrl");

type Options = Partial<Parameters<typeof createPostgresStore>[0]>;

async function openStore(url: string | null, options: Options = {}): Promise<OpenedStore> {
  const place = freshPostgresPlace(url);
  const store = createPostgresStore({ ...place, stepTimeoutMs: PATIENCE_MS, ...options });
  await store.open();
  return {
    store,
    async dispose() {
      await store.close();
      await dropPostgresPlace(place);
    },
  };
}

describe.skipIf(serverUrl === null)("on a PostgreSQL server", () => {
  describeStoreContract("the PostgreSQL store", () => openStore(serverUrl));
  describeStoreContract("the PostgreSQL store under a prefix", () => openStore(serverUrl, { prefix: "latchkey_" }));
});

describe.skipIf(serverUrl === null || pgBouncer === null)("through PgBouncer in transaction mode", () => {
  let bouncer: RunningPgBouncer;

  beforeAll(async () => {
    if (pgBouncer !== null && serverUrl !== null) bouncer = await startPgBouncer(pgBouncer, serverUrl);
  });
  afterAll(() => bouncer.dispose());

  describeStoreContract("the PostgreSQL store that names no statement", () =>
    openStore(bouncer.url, { prepare: false }),
  );
  // PgBouncer before 1.21 loses them: the store sees it, and goes on without names.
  describeStoreContract("the PostgreSQL store that names its statements", () => openStore(bouncer.url));
});

describe.skipIf(!hasPostgresPrograms)("on a server whose transactions are serializable by default", () => {
  let server: RunningPostgres;

  beforeAll(async () => {
    server = await startOwnPostgres({ default_transaction_isolation: "serializable" });
  });
  afterAll(() => server.dispose());

  describeStoreContract("the PostgreSQL store", () => openStore(server.url));
});
