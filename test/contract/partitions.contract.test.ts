import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createPostgresStore } from "../../src/stores/postgres/index.js";
import type { Store } from "../../src/stores/Store.js";
import { newId } from "../../src/utils/ids.js";
import { anAuditEvent } from "../support/records.js";
import {
  dropPostgresPlace,
  freshPostgresPlace,
  onPostgres,
  type PostgresPlace,
} from "../support/store/postgresDatabase.js";
import { describeAudit } from "./auditContract.js";
import { describeAuthState } from "./authStateContract.js";
import { describeSessions } from "./sessionContract.js";
import { describeSessionLists } from "./sessionListContract.js";

const FILES = ["partition-events.sql", "partition-sessions.sql"];
const NOW = Date.now();
const EVENT = anAuditEvent({ _id: newId(NOW) });
const OLD_EVENT = anAuditEvent({ _id: "00000000-0000-7000-8000-000000000000" });

async function partition({ url, schema }: PostgresPlace): Promise<void> {
  for (const file of FILES) {
    const text = readFileSync(`deploy/postgres/${file}`, "utf8");
    await onPostgres(url, text.replaceAll("latchkey.", `${schema}.`));
  }
}

async function partitionOf({ url, schema }: PostgresPlace, id: string): Promise<string | undefined> {
  const text = `SELECT relname FROM ${schema}."auditEvents" AS e JOIN pg_class AS c ON c.oid = e.tableoid WHERE _id = $1`;
  const [row] = await onPostgres<{ relname: string }>(url, text, [id]);
  return row?.relname;
}

describe.skipIf(inject("postgresUrl") === null)("PostgreSQL with the partitions of deploy/postgres", () => {
  let place: PostgresPlace;
  let opened: Store;
  const store = () => opened;

  beforeAll(async () => {
    place = freshPostgresPlace();
    const before = createPostgresStore(place);
    await before.open();
    await before.audit.append(EVENT);
    await before.audit.append(OLD_EVENT);
    await before.close();
    await partition(place);
    opened = createPostgresStore({ ...place, prepare: false });
    await opened.open();
  });

  afterAll(async () => {
    await opened.close();
    await dropPostgresPlace(place);
  });

  test("events from before are in the partition of their month, or with the others", async () => {
    const month = new Date(NOW).toISOString().slice(0, 7).replace("-", "");
    expect(await partitionOf(place, EVENT._id)).toBe(`auditEvents${month}`);
    expect(await partitionOf(place, OLD_EVENT._id)).toBe("auditEventsOther");
    await store().audit.deleteByUser(String(EVENT.userId));
    await store().audit.deleteByUser(String(OLD_EVENT.userId));
  });

  describeSessions(store);
  describeSessionLists(store);
  describeAuthState(store);
  describeAudit(store);
});
