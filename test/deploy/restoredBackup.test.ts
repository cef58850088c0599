import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { LatchkeyOptions } from "../../src/config/index.js";
import { backUpSqlite } from "../../src/stores/sqlite/index.js";
import { aRegistration } from "../support/http/accounts.js";
import { TestClient } from "../support/http/TestClient.js";
import { startTestServer } from "../support/http/testServer.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const FRESH = {
  accessTokenSecret: "fresh access secret 0123456789 abcdefghij",
  refreshTokenSecret: "fresh refresh secret 0123456789 abcdefghij",
};

/**
 * A backup of a running server, and what happened after it: Ada refreshed and then signed out. The server is stopped and the
 * backup put back, as docs/guides/operations.md says. Answers a server on it, and what clients and thieves still hold.
 */
async function restored(options: LatchkeyOptions) {
  const folder = temporaryFolder();
  const [file, backup] = [join(folder, "latchkey.db"), join(folder, "backup.db")];
  const before = await startTestServer({}, { databaseFile: file });
  const { username, password, ...profile } = aRegistration();
  const ada = new TestClient(before.api);
  await ada.post("/auth/register", { username, password, ...profile });
  const first = (await ada.post("/auth/login", { username, password })).body.data;

  expect(await backUpSqlite({ path: file, target: backup }, () => undefined)).toMatchObject({ kind: "done" });

  const strict = new TestClient(before.api);
  const second = (await strict.post("/auth/refresh-token", { refreshToken: first.refreshToken })).body.data;
  expect((await strict.post("/auth/logout", { refreshToken: second.refreshToken })).status).toBe(200);
  await before.close();

  for (const old of [`${file}-wal`, `${file}-shm`]) rmSync(old, { force: true });
  copyFileSync(backup, file);
  const after = await startTestServer(options, { databaseFile: file });
  onTestFinished(() => after.close());
  const refresh = (refreshToken: string) => new TestClient(after.api).post("/auth/refresh-token", { refreshToken });
  const profileOf = (bearer: string) => new TestClient(after.api).get("/users/profile", { bearer });
  const signIn = () => new TestClient(after.api).post("/auth/login", { username, password });
  return { after, first, second, refresh, profileOf, signIn };
}

test("a restored database brings ended sessions and spent tokens back, and says so of newer ones", async () => {
  const { after, first, second, refresh, profileOf } = await restored({});
  expect((await profileOf(first.accessToken)).status).toBe(200);
  expect((await refresh(second.refreshToken)).body.code).toBe("REFRESH_TOKEN_INVALID");
  await after.quiet();
  expect(after.log.filter((line) => line.includes("state_rollback"))).toHaveLength(1);
  expect((await refresh(first.refreshToken)).status).toBe(200);
});

test("new secrets end every session of a restored database, and people sign in as before", async () => {
  const { first, second, refresh, profileOf, signIn } = await restored(FRESH);
  for (const { accessToken, refreshToken } of [first, second]) {
    expect((await profileOf(accessToken)).body.code).toBe("ACCESS_TOKEN_INVALID");
    expect((await refresh(refreshToken)).body.code).toBe("REFRESH_TOKEN_INVALID");
  }
  const { status, body } = await signIn();
  expect(status).toBe(200);
  expect((await refresh(body.data.refreshToken)).status).toBe(200);
});
