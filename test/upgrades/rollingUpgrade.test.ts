import { isDeepStrictEqual } from "node:util";
import { createConnection } from "mongoose";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { describeOnEveryDatabase, type EmptyPlace } from "../support/cli/databases.js";
import { aRegistration, PASSWORD } from "../support/http/accounts.js";
import { TestClient } from "../support/http/TestClient.js";
import { dropMongoDatabase, freshMongoUrl } from "../support/store/mongoDatabase.js";
import { temporaryFolder } from "../support/temporaryFolder.js";
import { addMailJob } from "../support/upgrades/addMailJob.js";
import { markRecords, marksIn, marksOf } from "../support/upgrades/markedRecords.js";
import { mailTo, refresh, refusalAt, signedIn, signedUp, type Tokens, tokensOf } from "../support/upgrades/person.js";
import { hasRelease, releases, serverOn, thisTree } from "../support/upgrades/releases.js";

const made = releases();
const OTHER_PASSWORD = "another horse battery";

/** The release before has made the database and serves; the next has migrated it beside it, and serves too. */
async function bothServe(place: EmptyPlace) {
  const before = await serverOn(made().before, place);
  await made().next.cli.json(["migrate"], place);
  return { before, next: await serverOn(made().next, place) };
}

/** Both servers say the same of an access token. */
async function refusalsAt(servers: { before: { api: string }; next: { api: string } }, tokens: Tokens) {
  return [await refusalAt(servers.before.api, tokens), await refusalAt(servers.next.api, tokens)];
}

describeOnEveryDatabase(
  "the release before and the next on one database",
  ({ emptyPlace }) => {
    test.each(["HS256", "ES256"])(
      "sessions outlive the upgrade and the time of both, with tokens of %s; what only the next one knows is kept",
      async (algorithm) => {
        const empty = emptyPlace();
        const place = { ...empty, env: { ...empty.env, ACCESS_TOKEN_ALGORITHM: algorithm } };
        const before = await serverOn(made().before, place);
        const ada = await signedUp(before.api);

        // The one goes on while the other migrates and starts.
        await made().next.cli.json(["migrate"], place);
        expect(await refusalAt(before.api, ada.tokens)).toBeNull();
        const next = await serverOn(made().next, place);
        await markRecords(place);
        let { tokens } = ada;
        for (const { api } of [next, before, next, before]) {
          tokens = tokensOf(await refresh(api, tokens));
          expect(await refusalsAt({ before, next }, tokens)).toEqual([null, null]);
        }
        expect(await marksIn(place)).toEqual(marksOf(1));

        // It does not start again: see secondFactors.test.ts.
        expect(await before.stop()).toBe(0);
        expect(await refusalAt(next.api, tokensOf(await refresh(next.api, tokens)))).toBeNull();
      },
    );

    test.each(["HS256", "ES256"])(
      "sessions of this release outlive the next one and the way back, with tokens of %s; what only the next one knows is kept",
      async (algorithm) => {
        const empty = emptyPlace();
        const place = { ...empty, env: { ...empty.env, ACCESS_TOKEN_ALGORITHM: algorithm } };
        const older = await thisTree();
        const before = await serverOn(older, place);
        const ada = await signedUp(before.api);
        await made().next.cli.json(["migrate"], place);
        const next = await serverOn(made().next, place);
        await markRecords(place);
        let tokens = tokensOf(await refresh(next.api, ada.tokens));

        // It starts on the schema of the other.
        expect(await before.stop()).toBe(0);
        const again = await serverOn(older, place);
        tokens = tokensOf(await refresh(again.api, tokens));
        const second = await signedIn(next.api, ada.username, PASSWORD);

        // And back.
        expect(await next.stop()).toBe(0);
        expect(await refusalAt(again.api, second)).toBeNull();
        tokens = tokensOf(await refresh(again.api, tokens));
        tokensOf(await refresh(again.api, second));
        const { labels, nicknames } = await marksIn(place);
        expect({ labels: labels.filter((label) => typeof label === "string"), nicknames }).toEqual(marksOf(1));

        // And forth.
        expect(await again.stop()).toBe(0);
        const last = await serverOn(made().next, place);
        expect(await refusalAt(last.api, tokensOf(await refresh(last.api, tokens)))).toBeNull();
      },
    );

    test("an account without names, which only the next makes, works at the one before too, and stays without them", async () => {
      const place = emptyPlace();
      const before = await serverOn(made().before, place);
      const ada = await signedUp(before.api);
      await made().next.cli.json(["migrate"], place);
      const next = await serverOn(made().next, { ...place, env: { ...place.env, USERNAME: "off", FULL_NAME: "off" } });
      expect(await refusalAt(next.api, await signedIn(next.api, ada.username, PASSWORD))).toBeNull();

      const { email, password } = aRegistration();
      expect((await new TestClient(next.api).post("/auth/register", { email, password })).status).toBe(201);
      for (const { api } of [before, next]) {
        const tokens = tokensOf(await new TestClient(api).post("/auth/login", { email, password }));
        expect(await refusalsAt({ before, next }, tokens)).toEqual([null, null]);
        expect(await refusalsAt({ before, next }, tokensOf(await refresh(before.api, tokens)))).toEqual([null, null]);
      }
      const there = new TestClient(before.api);
      await there.post("/auth/login", { email, password });
      const avatarUrl = "https://example.com/ada.png";
      expect((await there.send("PATCH", "/users/settings", { json: { avatarUrl } })).status).toBe(200);
      const change = { currentPassword: password, newPassword: OTHER_PASSWORD };
      expect((await there.post("/auth/change-password", change)).status).toBe(200);
      const here = await new TestClient(next.api).post("/auth/login", { email, password: OTHER_PASSWORD });
      expect(here.body.data.user).toMatchObject({ username: null, fullName: null, email, avatarUrl });
    });

    test("a cookie of one is a cookie of the other", async () => {
      const { before, next } = await bothServe(emptyPlace());
      const { username } = await signedUp(before.api);
      const browser = new TestClient(next.api, { browser: true });
      expect((await browser.post("/auth/login", { username, password: PASSWORD })).status).toBe(200);
      for (const { api } of [before, next]) {
        const there = new TestClient(api, { browser: true, cookies: Object.fromEntries(browser.cookies) });
        expect((await there.post("/auth/refresh-token")).status).toBe(200);
        expect((await there.get("/users/profile")).body.data).toMatchObject({ username });
        for (const [name, value] of there.cookies) browser.cookies.set(name, value);
      }
    });

    test("a token that is spent at both ends its session at both, and no other", async () => {
      const servers = await bothServe(emptyPlace());
      for (const [first, second] of [
        [servers.before.api, servers.next.api],
        [servers.next.api, servers.before.api],
      ] as const) {
        const ada = await signedUp(first);
        const other = await signedIn(second, ada.username, PASSWORD);
        const successor = tokensOf(await refresh(first, ada.tokens));
        expect((await refresh(second, ada.tokens)).body).toMatchObject({
          statusCode: 401,
          code: "REFRESH_TOKEN_REUSED",
        });
        expect(await refusalsAt(servers, successor)).toEqual(["SESSION_REVOKED", "SESSION_REVOKED"]);
        expect(await refusalsAt(servers, other)).toEqual([null, null]);
      }
    });

    test("a sign-out at one, of a session or of all, is one at the other", async () => {
      const servers = await bothServe(emptyPlace());
      for (const api of [servers.before.api, servers.next.api]) {
        const ada = await signedUp(servers.before.api);
        const second = await signedIn(servers.next.api, ada.username, PASSWORD);
        const third = await signedIn(servers.before.api, ada.username, PASSWORD);
        const send = (path: string, { accessToken }: Tokens) =>
          new TestClient(api).post(path, {}, { bearer: accessToken });
        expect((await send("/auth/logout", ada.tokens)).status).toBe(200);
        expect(await refusalsAt(servers, ada.tokens)).toEqual(["SESSION_REVOKED", "SESSION_REVOKED"]);
        expect(await refusalsAt(servers, third)).toEqual([null, null]);
        expect((await send("/auth/logout-all", second)).status).toBe(200);
        expect(await refusalsAt(servers, third)).toEqual(["SESSION_REVOKED", "SESSION_REVOKED"]);
      }
    });

    test("a session that the next ends for guessing is ended at the one before too, which reads a reason that it knows", async () => {
      const servers = await bothServe(emptyPlace());
      const ada = await signedUp(servers.before.api);
      const wrong = { currentPassword: "wrong horse battery", newPassword: OTHER_PASSWORD };
      for (let made = 0; made < 10; made += 1) {
        const { accessToken: bearer } = ada.tokens;
        const refused = await new TestClient(servers.next.api).post("/auth/change-password", wrong, { bearer });
        expect(refused.body).toMatchObject({ statusCode: 401, code: "INVALID_CREDENTIALS" });
      }
      expect((await refresh(servers.next.api, ada.tokens)).body.reason).toBe("guessing");
      expect((await refresh(servers.before.api, ada.tokens)).body.reason).toBe("revoked");
      const { accessToken: bearer } = await signedIn(servers.before.api, ada.username, PASSWORD);
      for (const { api } of [servers.before, servers.next]) {
        const { status, body } = await new TestClient(api).get("/users/activity", { bearer });
        expect(status).toBe(200);
        expect(JSON.stringify(body.data)).toContain('"reason":"guessing"');
      }
    });

    test("a link that one has sent works once, at the other", async () => {
      const place = emptyPlace();
      const servers = await bothServe(place);
      for (const [sender, other] of [
        [servers.before.api, servers.next.api],
        [servers.next.api, servers.before.api],
      ] as const) {
        const ada = await signedUp(sender);
        const verification = await mailTo(place, ada.email, /^Confirm/);
        const there = new TestClient(other);
        const verified = { token: verification.token, password: PASSWORD };
        expect((await there.post("/auth/verify-email", verified)).status).toBe(200);
        expect((await new TestClient(sender).post("/auth/forgot-password", { email: ada.email })).status).toBe(202);
        const reset = await mailTo(place, ada.email, /^Reset/);
        const newPassword = { token: reset.token, newPassword: OTHER_PASSWORD };
        expect((await there.post("/auth/reset-password", newPassword)).status).toBe(200);
        expect((await new TestClient(sender).post("/auth/reset-password", newPassword)).status).toBe(400);
        expect(await refusalsAt(servers, ada.tokens)).toEqual(["SESSION_REVOKED", "SESSION_REVOKED"]);
        expect(await refusalAt(other, await signedIn(sender, ada.username, OTHER_PASSWORD))).toBeNull();
      }
    });

    test("a job that one has left behind is done by the other", async () => {
      const place = emptyPlace();
      const before = await serverOn(made().before, place);
      const { email } = await signedUp(before.api);
      await made().next.cli.json(["migrate"], place);
      await addMailJob(made().next, place, email);
      expect((await mailTo(place, email, /^Reset/)).token).not.toBe("");

      const other = emptyPlace();
      const address = await signedUpAt(other);
      await addMailJob(made().before, other, address);
      await serverOn(made().next, other);
      expect((await mailTo(other, address, /^Reset/)).token).not.toBe("");
    });
  },
  // The release before has no PostgreSQL: see postgresUpgrade.test.ts.
  { skip: !hasRelease, except: ["PostgreSQL"] },
);

/** The address of an account that the release before has made; nobody serves then. */
async function signedUpAt(place: EmptyPlace): Promise<string> {
  const server = await serverOn(made().before, place);
  const { email } = await signedUp(server.api);
  expect(await server.stop()).toBe(0);
  return email;
}

describe.skipIf(!hasRelease || inject("mongoUrl") === null)("the indexes of MongoDB", () => {
  test("the next release keeps those of the one before, makes no new one unique, and this one drops none when it starts again", async () => {
    const url = freshMongoUrl();
    onTestFinished(() => dropMongoDatabase(url));
    const place = { cwd: temporaryFolder(), env: { DATABASE_URL: url } };
    await made().before.cli.json(["migrate"], place);
    const old = await indexesIn(url);
    await made().next.cli.json(["migrate"], place);
    const both = await indexesIn(url);
    expect(both).toEqual(expect.arrayContaining(old));
    const added = both.filter((index) => !old.some((known) => isDeepStrictEqual(known, index)));
    expect(added).toContainEqual(expect.objectContaining({ collection: "sessions", name: "label_1" }));
    const collections = new Set(old.map(({ collection }) => collection));
    // In a collection that the one before writes to it would refuse what that one has always written.
    expect(added.filter(({ collection, unique }) => unique && collections.has(collection))).toEqual([]);

    // An empty collection with an index that this release does not know might be an application's.
    const server = await serverOn(made().next, place);
    await signedUp(server.api);
    expect(await server.stop()).toBe(0);
    const older = await thisTree();
    await older.cli.json(["migrate"], place);
    expect(await (await serverOn(older, place)).stop()).toBe(0);
    expect(await indexesIn(url)).toEqual(both);
  });
});

/** Every index of a database but those of `_id`. */
async function indexesIn(url: string) {
  const connection = await createConnection(url).asPromise();
  try {
    const collections = await connection.listCollections();
    const names = collections.map(({ name }) => name).toSorted();
    const indexes = names.map(async (collection) => {
      const found = await connection.collection(collection).indexes();
      return found.map(({ name, key, unique = false }) => ({ collection, name, key, unique }));
    });
    return (await Promise.all(indexes)).flat().filter(({ name }) => name !== "_id_");
  } finally {
    await connection.destroy();
  }
}
