import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Archive } from "../../src/stores/Archive.js";
import { builtCli } from "../support/cli/builtCli.js";
import { type CopySide, MONGODB, SQLITE } from "../support/cli/copySides.js";
import { HonestTab } from "../support/cli/HonestTab.js";
import { aRegistration, PASSWORD } from "../support/http/accounts.js";
import { TestClient } from "../support/http/TestClient.js";
import { ACCESS_SECRET, REFRESH_SECRET } from "../support/http/testServer.js";
import { readOutbox } from "../support/mail/mailbox.js";
import { failureOf, type LatchkeyProcess, spawnLatchkey, startLatchkey } from "../support/process/latchkeyProcess.js";
import { aSession } from "../support/records.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const cli = builtCli();
const STORY_MS = 240_000;
/** So many that a copy can be killed in their middle. */
const OLD_SESSIONS = 3000;

interface Copied {
  readonly state: string;
  readonly records: number;
}

/** The same secrets wherever the service runs: they go with it. */
function settingsFor(url: string) {
  return {
    DATABASE_URL: url,
    ACCESS_TOKEN_SECRET: ACCESS_SECRET,
    REFRESH_TOKEN_SECRET: REFRESH_SECRET,
    ACCESS_TOKEN_ALGORITHM: "ES256",
    RATE_LIMIT: "off",
  };
}

/** A server on a database, in a folder of its own. */
async function serverOn({ url }: CopySide): Promise<LatchkeyProcess & { cwd: string }> {
  const cwd = temporaryFolder();
  return { ...(await startLatchkey(cwd, settingsFor(url))), cwd };
}

/** Why no server starts on a database. */
async function startFailureOn({ url }: CopySide): Promise<string> {
  const { code, stderr } = await failureOf(await spawnLatchkey(temporaryFolder(), settingsFor(url)));
  expect(code).not.toBe(0);
  return stderr;
}

async function registered(api: string) {
  const registration = aRegistration();
  const { status } = await new TestClient(api).post("/auth/register", registration);
  expect(status).toBe(201);
  return registration;
}

async function signedIn(api: string, { email }: { email: string }, password = PASSWORD) {
  const { status, body } = await new TestClient(api).post("/auth/login", { email, password });
  return { status, accessToken: body.data?.accessToken, refreshToken: body.data?.refreshToken };
}

/** A link of a mail that the server wrote for the address. */
async function resetToken({ api, cwd }: { api: string; cwd: string }, email: string): Promise<string> {
  await new TestClient(api).post("/auth/forgot-password", { email });
  for (;;) {
    const mail = readOutbox(join(cwd, "data/outbox")).find(
      (one) => one.to === email && one.link.includes("reset-password"),
    );
    if (mail !== undefined) return mail.token;
    // The mail is written after the answer: other answers pass meanwhile.
    await new TestClient(api).get("/auth/password-policy");
  }
}

async function untilSome(archive: Archive): Promise<void> {
  while ((await archive.count("sessions")) === 0);
}

const place = () => ({ cwd: temporaryFolder() });

describe.each([{ target: SQLITE }, { target: MONGODB }])(
  "a service that moves from SQLite to $target.name",
  ({ target }) => {
    test.skipIf(!target.isAvailable)(
      "keeps every session through a killed copy, unlocking, the copy, and the way back",
      { timeout: STORY_MS },
      async () => {
        const [from, to] = [SQLITE.side(), target.side()];
        const old = await serverOn(from);
        const [ada, bob, leaver] = [await registered(old.api), await registered(old.api), await registered(old.api)];
        const oldStore = await from.store();
        const crowd = Array.from({ length: OLD_SESSIONS }, () => aSession());
        await Promise.all(crowd.map((session) => oldStore.sessions.create(session)));

        const adasSignIn = await signedIn(old.api, ada);
        const tabs = [new HonestTab(old.api, adasSignIn.refreshToken ?? "")];
        for (const user of [ada, bob, leaver]) {
          tabs.push(new HonestTab(old.api, (await signedIn(old.api, user)).refreshToken ?? ""));
        }
        const [, , bobsTab, leaversTab] = tabs;
        const lost = new HonestTab(old.api, (await signedIn(old.api, ada)).refreshToken ?? "");
        await lost.loseAnswer();
        const robbed = new HonestTab(old.api, (await signedIn(old.api, ada)).refreshToken ?? "");
        const stolen = robbed.token;
        await robbed.refresh();
        const link = await resetToken(old, ada.email);
        for (const tab of tabs) tab.start();

        // A run is killed in its middle: the source is locked, and no server starts on either database.
        const run = cli().start(["copy", from.url, to.url, "--yes"], place());
        await untilSome(await to.archive());
        run.kill("SIGKILL");
        await once(run, "exit");
        expect(run.signalCode).toBe("SIGKILL");
        expect(await startFailureOn(to)).toContain("is an unfinished copy of");
        expect(await startFailureOn(from)).toContain("is locked, because its data was moved to");
        expect((await signedIn(old.api, ada)).status).toBe(503);

        // Given up, the same server goes on: an account is deleted, another gets a new password.
        await cli().json<Copied>(["copy", from.url, to.url, "--unlock"], place());
        await Promise.all([leaversTab?.stop(), bobsTab?.stop()]);
        const leaving = await signedIn(old.api, leaver);
        const goes = await new TestClient(old.api).send("DELETE", "/users/account", {
          json: { password: PASSWORD },
          bearer: leaving.accessToken ?? "",
        });
        const changing = await signedIn(old.api, bob);
        const changes = await new TestClient(old.api).post(
          "/auth/change-password",
          { currentPassword: PASSWORD, newPassword: "a new horse battery" },
          { bearer: changing.accessToken ?? "" },
        );
        expect([goes.status, changes.status]).toEqual([200, 200]);

        const switched = await cli().json<Copied>(["copy", from.url, to.url, "--yes"], place());
        expect(switched).toMatchObject({ state: "switched" });
        expect(switched.records).toBeGreaterThan(OLD_SESSIONS);

        // The old server: nothing is signed out, and nothing is written.
        const late = await signedIn(old.api, ada);
        expect(late.status).toBe(503);
        const frozen = new HonestTab(old.api, tabs[0]?.token ?? "");
        expect((await frozen.refresh()).headers.get("retry-after")).toMatch(/^\d+$/);
        const read = await new TestClient(old.api).get("/users/profile", { bearer: adasSignIn.accessToken ?? "" });
        expect(read.status).toBe(200);
        for (const tab of tabs) await tab.stop();
        await old.stop();
        expect(await startFailureOn(from)).toContain("was moved to");

        const current = await serverOn(to);
        for (const tab of tabs.slice(0, 2)) {
          expect(tab.refusals).toEqual([]);
          expect(tab.refreshes).toBeGreaterThan(0);
          expect(tab.waits).toBeGreaterThan(0);
          tab.moveTo(current.api);
          expect((await tab.refresh()).status).toBe(200);
        }
        // A spent token with the key of its answer that was lost, and one that somebody stole.
        lost.moveTo(current.api);
        expect((await lost.refresh()).status).toBe(200);
        const theft = await new TestClient(current.api).post("/auth/refresh-token", { refreshToken: stolen });
        expect([theft.status, theft.body.code]).toEqual([401, "REFRESH_TOKEN_REUSED"]);
        robbed.moveTo(current.api);
        expect((await robbed.refresh()).status).toBe(401);

        // Keys, passwords, the deletion, the link and the audit log have come along.
        const withOldKey = await new TestClient(current.api).get("/users/profile", {
          bearer: adasSignIn.accessToken ?? "",
        });
        expect(withOldKey.status).toBe(200);
        expect((await signedIn(current.api, bob)).status).toBe(401);
        expect((await signedIn(current.api, bob, "a new horse battery")).status).toBe(200);
        expect((await signedIn(current.api, leaver)).status).toBe(401);
        const trail = await new TestClient(current.api).get("/users/activity", {
          bearer: adasSignIn.accessToken ?? "",
        });
        expect(JSON.stringify(trail.body)).toContain("registered");
        const followLink = () =>
          new TestClient(current.api).post("/auth/reset-password", {
            token: link,
            newPassword: "my third horse battery",
          });
        expect((await followLink()).status).toBe(200);
        expect((await followLink()).status).toBe(400);

        // The way back: the same command in the other direction, into the file that was left.
        const bobsSignIn = await signedIn(current.api, bob, "a new horse battery");
        const bobs = new HonestTab(current.api, bobsSignIn.refreshToken ?? "");
        await bobs.refresh();
        await current.stop();
        const back = await cli().json<Copied>(["copy", to.url, from.url, "--yes"], place());
        expect(back).toMatchObject({ state: "switched" });
        expect(await startFailureOn(to)).toContain("was moved to");
        const again = await serverOn(from);
        bobs.moveTo(again.api);
        expect((await bobs.refresh()).status).toBe(200);
        expect((await signedIn(again.api, ada, "my third horse battery")).status).toBe(200);
        await again.stop();
      },
    );
  },
);
