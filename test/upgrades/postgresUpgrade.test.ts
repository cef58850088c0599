import { describe, expect, inject, onTestFinished, test } from "vitest";
import type { SchemaState } from "../../src/stores/Migrator.js";
import { migrations } from "../../src/stores/postgres/migrations/index.js";
import { PASSWORD } from "../support/http/accounts.js";
import { dropPostgresPlace, freshPostgresPlace, onPostgres } from "../support/store/postgresDatabase.js";
import { temporaryFolder } from "../support/temporaryFolder.js";
import { refresh, refusalAt, signedIn, signedUp, tokensOf } from "../support/upgrades/person.js";
import { hasRelease, releases, serverOn, thisTree } from "../support/upgrades/releases.js";

// The release before has no PostgreSQL, so this tree is the older one here.
const made = releases();
const known = migrations.length;
const LABELS = `${String(known + 1).padStart(4, "0")}_labels`;
const NO_NICKNAMES = `${String(known + 2).padStart(4, "0")}_noNicknames`;

/** A schema that is not made yet; it goes when the test ends. */
function aPlace() {
  const { url, schema } = freshPostgresPlace();
  onTestFinished(() => dropPostgresPlace({ url, schema }));
  const rows = <Row extends object>(select: string) => onPostgres<Row & Record<string, unknown>>(url, select);
  const table = (name: string) => `"${schema}".${name}`;
  return { place: { cwd: temporaryFolder(), env: { DATABASE_URL: url, DATABASE_SCHEMA: schema } }, rows, table };
}

describe.skipIf(!hasRelease || inject("postgresUrl") === null)("this release and the next on one PostgreSQL", () => {
  test("sessions outlive the upgrade, the time of both, and the way back; what only the next one knows is kept", async () => {
    const { place, rows, table } = aPlace();
    const older = await thisTree();
    const before = await serverOn(older, place);
    const ada = await signedUp(before.api);

    // The one goes on while the other migrates and starts.
    await made().next.cli.json(["migrate"], place);
    expect(await refusalAt(before.api, ada.tokens)).toBeNull();
    const next = await serverOn(made().next, place);
    await rows(`UPDATE ${table("sessions")} SET label = 'the one at home'`);
    await rows(`UPDATE ${table("users")} SET nickname = 'countess'`);
    let { tokens } = ada;
    for (const { api } of [next, before, next, before]) {
      tokens = tokensOf(await refresh(api, tokens));
      for (const server of [before, next]) expect(await refusalAt(server.api, tokens)).toBeNull();
    }
    expect(await rows(`SELECT label FROM ${table("sessions")}`)).toEqual([{ label: "the one at home" }]);
    expect(await rows(`SELECT nickname FROM ${table("users")}`)).toEqual([{ nickname: "countess" }]);

    // It starts on the schema of the other, and writes there what it has always written.
    expect(await before.stop()).toBe(0);
    const again = await serverOn(older, place);
    tokens = tokensOf(await refresh(again.api, tokens));
    const second = await signedIn(next.api, ada.username, PASSWORD);
    expect(await refusalAt(again.api, second)).toBeNull();
    await signedUp(again.api);
    expect(await rows(`SELECT nickname FROM ${table("users")} ORDER BY nickname`)).toEqual([
      { nickname: "countess" },
      { nickname: "none" },
    ]);
    const { unknown } = await older.cli.json<SchemaState>(["migrate", "--dry-run"], place);
    expect(unknown).toEqual([LABELS]);
  });

  test("a migration that takes something away is refused by a program that still uses it, with both versions named", async () => {
    const { place } = aPlace();
    const older = await thisTree();
    const { afterNext } = made();
    await older.cli.json(["migrate"], place);
    const tried = await afterNext.cli.json<SchemaState>(["migrate", "--dry-run"], place);
    expect(tried.missing).toEqual([
      { name: LABELS, olderMayRun: true },
      { name: NO_NICKNAMES, olderMayRun: false },
    ]);
    await afterNext.cli.json(["migrate"], place);
    for (const command of [["migrate"], ["users", "list"], ["serve"]]) {
      const { code, stderr } = await older.cli.run(command, place);
      expect(code).not.toBe(0);
      expect(stderr).toContain(
        `schema version ${known + 2} and needs a program that knows version ${known + 1}; this one knows ${known} at most`,
      );
    }
    // A release that does not use what is removed starts.
    const running = await serverOn(made().next, place);
    const { tokens } = await signedUp(running.api);
    expect(await refusalAt(running.api, tokensOf(await refresh(running.api, tokens)))).toBeNull();
  });

  test("of servers that start at once on an empty database one migrates, and all serve", async () => {
    const { place, rows, table } = aPlace();
    const older = await thisTree();
    const servers = await Promise.all([serverOn(older, place), serverOn(older, place), serverOn(made().next, place)]);
    const { tokens } = await signedUp(servers[0].api);
    for (const { api } of servers) expect(await refusalAt(api, tokens)).toBeNull();
    const applied = await rows<{ version: number }>(`SELECT version::int FROM ${table("migrations")} ORDER BY version`);
    expect(applied.map(({ version }) => version)).toEqual(Array.from({ length: known + 1 }, (_, nth) => nth + 1));
  });
});
