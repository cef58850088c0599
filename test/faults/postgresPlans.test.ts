import type { Client } from "pg";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createPostgresStore } from "../../src/stores/postgres/index.js";
import type { Store } from "../../src/stores/Store.js";
import { everyVerb } from "../support/store/everyVerb.js";
import { fillPostgres } from "../support/store/fillPostgres.js";
import { dropPostgresPlace, freshPostgresPlace, type PostgresPlace } from "../support/store/postgresDatabase.js";
import { type SentStatement, watchedPool } from "../support/store/watchedPool.js";

/** What the verbs ask in other words than everyVerb does. */
const VARIANTS: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  "users.byLogin, by email": (store) => store.users.byLogin({ email: "ada@example.com" }),
  "users.list, by username": (store) => store.users.list({ by: "username", prefix: "n", after: "name7", limit: 10 }),
  "users.list, by email": (store) => store.users.list({ by: "email", prefix: "1", after: "12@example.com", limit: 10 }),
  "sessions.listAllByUser, the next page": (store) =>
    store.sessions.listAllByUser({ userId: "u7", before: "s29", limit: 10 }),
  "audit.list, the next page": (store) => store.audit.list({ before: "e9", limit: 10 }),
  "audit.listByUser, the next page": (store) => store.audit.listByUser({ userId: "u7", before: "e149", limit: 10 }),
};

// The table of the one holds a row for each migration; the other answers its whole table, a few keys.
const { ping: _, "signingKeys.list": __, ...verbsOnRecords } = everyVerb;
const CALLS = Object.entries({ ...verbsOnRecords, ...VARIANTS });

/** A statement that is planned once for all values, as it is when it was prepared, and one that is planned for these values. */
const MODES = ["force_generic_plan", "force_custom_plan"] as const;

interface Node {
  readonly "Node Type": string;
  readonly "Index Name"?: string;
  readonly Plans?: readonly Node[];
}

function nodesOf(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

async function planOf(client: Client, mode: (typeof MODES)[number], { text, values }: SentStatement): Promise<Node[]> {
  await client.query(`SET plan_cache_mode = ${mode}`);
  await client.query(`PREPARE asked AS ${text}`);
  try {
    const literals = values.map(toLiteral).join(", ");
    const explain = `EXPLAIN (FORMAT JSON) EXECUTE asked${literals === "" ? "" : `(${literals})`}`;
    const { rows } = await client.query<{ "QUERY PLAN": [{ Plan: Node }] }>(explain);
    return nodesOf(rows[0]?.["QUERY PLAN"][0].Plan ?? { "Node Type": "missing" });
  } finally {
    await client.query("DEALLOCATE asked");
  }
}

function toLiteral(value: unknown): string {
  if (value === null) return "NULL";
  return Array.isArray(value) ? `ARRAY[${value.map(toLiteral)}]` : pg.escapeLiteral(String(value));
}

describe.skipIf(inject("postgresUrl") === null)(
  "the plan of every verb on PostgreSQL, with 20,000 records of each kind",
  () => {
    let place: PostgresPlace;
    let client: Client;

    beforeAll(async () => {
      place = freshPostgresPlace();
      await fillPostgres(place);
      client = new pg.Client({ connectionString: place.url });
      await client.connect();
    });
    afterAll(async () => {
      await client.end();
      await dropPostgresPlace(place);
    });

    async function plansOf(call: (store: Store) => Promise<unknown>): Promise<Node[][]> {
      const { pool, sent } = watchedPool(place.url);
      const store = createPostgresStore({ ...place, connection: pool });
      await store.open();
      await store.users.byId("none");
      sent.length = 0;
      await call(store);
      const statements = [...sent];
      await store.close();
      const plans: Node[][] = [];
      for (const statement of statements) for (const mode of MODES) plans.push(await planOf(client, mode, statement));
      return plans;
    }

    test.each(CALLS)("%s reads no whole table and sorts nothing", async (_name, call) => {
      const plans = await plansOf(call);
      expect(plans.length).toBeGreaterThanOrEqual(MODES.length);
      const types = plans.flat().map((node) => node["Node Type"]);
      expect(types.filter((type) => /^(Seq Scan|Sort|Incremental Sort|Materialize|Hash)/.test(type))).toEqual([]);
    });

    test("a request is verified by two look-ups in indexes, of the session and of its user", async () => {
      for (const plan of await plansOf((store) => store.authState("s7"))) {
        expect(plan.flatMap((node) => node["Index Name"] ?? [])).toEqual(["sessions_pkey", "users_pkey"]);
      }
    });

    test("needs every index there is: none costs writes for nothing", async () => {
      const used = new Set<string | undefined>();
      for (const [, call] of CALLS) for (const node of (await plansOf(call)).flat()) used.add(node["Index Name"]);
      const { rows } = await client.query<{ indexname: string }>(
        "SELECT indexname FROM pg_indexes WHERE schemaname = $1 AND tablename NOT IN ('migrations', 'signingKeys')",
        [place.schema],
      );
      const indexes = rows.map(({ indexname }) => indexname);
      expect(indexes.filter((index) => !used.has(index))).toEqual([]);
    });
  },
);
