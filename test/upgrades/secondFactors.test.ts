import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import type { SchemaState } from "../../src/stores/Migrator.js";
import type { Store } from "../../src/stores/Store.js";
import { describeOnEveryDatabase, type EmptyPlace, sqliteFileOf } from "../support/cli/databases.js";
import { PASSWORD } from "../support/http/accounts.js";
import { expectFailure } from "../support/http/expectFailure.js";
import { TestClient } from "../support/http/TestClient.js";
import { anEmailCodesRecord, anIdentity, aPasskey, aSecondFactorsRecord } from "../support/records.js";
import { temporaryFolder } from "../support/temporaryFolder.js";
import { refresh, refusalAt, signedIn, signedUp, tokensOf } from "../support/upgrades/person.js";
import { hasRelease, releases, serverOn } from "../support/upgrades/releases.js";

const made = releases();
const REFUSAL =
  /needs a program that knows version \d+( of its records)?; this one knows \d+ at most\. Start the newer program\./;

describeOnEveryDatabase(
  "second factors, which the release before does not ask for",
  ({ emptyPlace, storeAt }) => {
    test("a dry run says that its servers must stop, and none of them starts on what this release has opened", async () => {
      const place = emptyPlace();
      const { before, next } = made();
      await before.cli.json(["migrate"], place);
      const tried = await next.cli.json<SchemaState>(["migrate", "--dry-run"], place);
      expect(tried.missing.filter(({ olderMayRun }) => !olderMayRun)).toHaveLength(1);
      const { stdout } = await next.cli.run(["migrate", "--dry-run"], place);
      expect(stdout).toContain("  STOP the servers of the previous version first\n");

      const server = await serverOn(next, place);
      for (const command of [["serve"], ["migrate"], ["users", "list"]]) {
        const { code, stderr } = await before.cli.run(command, place);
        expect(code).not.toBe(0);
        expect(stderr).toMatch(REFUSAL);
      }
      expect(await server.stop()).toBe(0);
      expect(await next.cli.json<SchemaState>(["migrate", "--dry-run"], place)).toMatchObject({ missing: [] });
    });

    test("this release starts on its database: its users have no factor, its sessions were opened by a password", async () => {
      const place = emptyPlace();
      const older = await serverOn(made().before, place);
      const { username, tokens } = await signedUp(older.api);
      expect(await older.stop()).toBe(0);

      const store = await storeAt(place);
      const user = await store.users.byLogin({ username });
      if (user === null) throw new Error("The account is there.");
      expect(user.factorsSince).toBeNull();
      const [session] = await store.sessions.listAllByUser({ userId: user._id, before: null, limit: 1 });
      const password = { method: "password", at: session?.createdAt, userVerified: false };
      expect(session?.methods).toEqual([password]);
      await expectRecordsToFit(store, user._id);

      const { api } = await serverOn(made().next, place);
      expect(await refusalAt(api, tokensOf(await refresh(api, tokens)))).toBeNull();
    });
  },
  // The release before has no PostgreSQL.
  { skip: !hasRelease, except: ["PostgreSQL"] },
);

async function expectRecordsToFit(
  { secondFactors, passkeys, identities, emailCodes }: Store,
  userId: string,
): Promise<void> {
  expect(await secondFactors.get(userId)).toBeNull();
  expect(await passkeys.listByUser(userId)).toEqual([]);
  const [record, passkey] = [aSecondFactorsRecord({ _id: userId }), aPasskey({ userId })];
  await secondFactors.create(record);
  await passkeys.create(passkey);
  expect(await secondFactors.get(userId)).toStrictEqual(record);
  expect(await passkeys.listByUser(userId)).toStrictEqual([passkey]);
  const [identity, codes] = [anIdentity({ userId }), anEmailCodesRecord({ _id: userId })];
  await identities.create(identity);
  await emailCodes.create(codes);
  expect(await identities.listByUser(userId)).toStrictEqual([identity]);
  expect(await emailCodes.get(userId)).toStrictEqual(codes);
}

describe.skipIf(!hasRelease)("a server of the release before that was not stopped, on SQLite", () => {
  function beginFactorsOf(place: EmptyPlace, username: string): void {
    const database = new Database(sqliteFileOf(place));
    const { changes } = database.prepare("UPDATE users SET factorsSince = 1 WHERE username = ?").run(username);
    database.close();
    expect(changes).toBe(1);
  }

  test("signs nobody in who has a factor, says in its log what to do, and ends no session", async () => {
    const place = { cwd: temporaryFolder(), env: {} };
    const before = await serverOn(made().before, place);
    const [ada, eve] = [await signedUp(before.api), await signedUp(before.api)];
    await made().next.cli.json(["migrate"], place);
    beginFactorsOf(place, ada.username);

    const login = { username: ada.username, password: PASSWORD };
    expectFailure(await new TestClient(before.api).post("/auth/login", login), 503, "STORE_UNAVAILABLE");
    const advice = "This server knows no second factors: stop it, and start the newer one.";
    await expect.poll(() => before.output()).toContain(advice);
    expect(await refusalAt(before.api, ada.tokens)).toBeNull();
    expect(await refusalAt(before.api, await signedIn(before.api, eve.username, PASSWORD))).toBeNull();
  });
});
