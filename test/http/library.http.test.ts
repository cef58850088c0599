import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import pg from "pg";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { createLatchkey, type Latchkey, type LatchkeyOptions } from "../../src/latchkey.js";
import { aRegistration } from "../support/http/accounts.js";
import { expectFailure } from "../support/http/expectFailure.js";
import { TestClient } from "../support/http/TestClient.js";
import { ACCESS_SECRET, REFRESH_SECRET } from "../support/http/testServer.js";
import { anAppMongoose } from "../support/store/appMongoose.js";
import { dropMongoDatabase, freshMongoUrl } from "../support/store/mongoDatabase.js";
import { dropPostgresPlace, freshPostgresPlace } from "../support/store/postgresDatabase.js";

const hasMongo = inject("mongoUrl") !== null;
const hasPostgres = inject("postgresUrl") !== null;

function aSqliteUrl(): string {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return `sqlite:${join(folder, "latchkey.db")}`;
}

function aMongoUrl(): string {
  const url = freshMongoUrl();
  onTestFinished(() => dropMongoDatabase(url));
  return url;
}

/** The connection of an app's own Mongoose, under a prefix. */
async function anAppConnection(): Promise<LatchkeyOptions> {
  const mongoose = anAppMongoose();
  await mongoose.connect(aMongoUrl());
  return { connection: mongoose.connection, databasePrefix: "latchkey_" };
}

function aPostgresDatabase(): { databaseUrl: string; databaseSchema: string } {
  const place = freshPostgresPlace();
  onTestFinished(() => dropPostgresPlace(place));
  return { databaseUrl: place.url, databaseSchema: place.schema };
}

function anAppPool(): LatchkeyOptions & { connection: pg.Pool } {
  const { databaseUrl, databaseSchema } = aPostgresDatabase();
  const connection = new pg.Pool({ connectionString: databaseUrl });
  onTestFinished(() => (connection.ending ? undefined : connection.end()));
  return { connection, databaseSchema };
}

/** An app of somebody else's, with Latchkey beside a route of its own. */
async function startHost(database: LatchkeyOptions): Promise<{ origin: string; latchkey: Latchkey }> {
  const latchkey = createLatchkey({
    ...database,
    accessTokenSecret: ACCESS_SECRET,
    refreshTokenSecret: REFRESH_SECRET,
    logLevel: "silent",
  });
  const app = express();
  app.use("/account", latchkey.router);
  app.get("/me", latchkey.verifyJWT, (req, res) => void res.json({ user: req.user, auth: req.auth }));
  app.get("/frozen", latchkey.verifyJWT, (req, res) => {
    res.json({ frozen: [Object.isFrozen(req.user), Object.isFrozen(req.user?.roles), Object.isFrozen(req.auth)] });
  });
  app.get("/admin", latchkey.verifyJWT, latchkey.requireRole("admin"), (_req, res) => void res.json({}));
  app.get("/open", (_req, res) => void res.json({ open: true }));
  const server = createServer(app).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await latchkey.close();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, latchkey };
}

describe.each([
  { name: "SQLite", isAvailable: true, database: async () => ({ databaseUrl: aSqliteUrl() }) },
  { name: "MongoDB", isAvailable: hasMongo, database: async () => ({ databaseUrl: aMongoUrl() }) },
  { name: "the app's own connection to MongoDB", isAvailable: hasMongo, database: anAppConnection },
  { name: "PostgreSQL", isAvailable: hasPostgres, database: async () => aPostgresDatabase() },
  { name: "the app's own pool to PostgreSQL", isAvailable: hasPostgres, database: async () => anAppPool() },
])("createLatchkey in another app ($name)", ({ isAvailable, database }) => {
  test.skipIf(!isAvailable)(
    "opens the database of its URL at the first request, signs in and guards a route",
    async () => {
      const { origin } = await startHost(await database());
      const client = new TestClient(origin);
      const account = aRegistration();
      expect((await client.post("/account/auth/register", account)).status).toBe(201);
      expectFailure(await client.get("/me"), 401, "ACCESS_TOKEN_MISSING");
      expect((await client.post("/account/auth/login", account)).status).toBe(200);
      const me = (await client.get("/me")).body as unknown as { user: object; auth: object };
      expect(me.user).toMatchObject({ username: account.username });
      const at = expect.any(Number);
      expect(me.auth).toEqual({
        sessionId: expect.any(String),
        generation: 0,
        level: 1,
        methods: [{ method: "password", at, userVerified: false }],
        authenticatedAt: at,
        actor: null,
      });
    },
  );

  test.skipIf(!isAvailable)(
    "a route behind a role is 403 for others, and a route of the app's own is left alone",
    async () => {
      const { origin } = await startHost(await database());
      const client = new TestClient(origin);
      const account = aRegistration();
      await client.post("/account/auth/register", account);
      await client.post("/account/auth/login", account);
      expectFailure(await client.get("/admin"), 403, "FORBIDDEN");
      expectFailure(await new TestClient(origin).get("/admin"), 401, "ACCESS_TOKEN_MISSING");
      expect(await (await fetch(`${origin}/open`)).json()).toEqual({ open: true });
    },
  );
  test.skipIf(!isAvailable)("the user on a request is plain and frozen", async () => {
    const { origin } = await startHost(await database());
    const client = new TestClient(origin);
    const account = aRegistration();
    await client.post("/account/auth/register", account);
    await client.post("/account/auth/login", account);
    const { body } = await client.get("/frozen");
    expect(body).toEqual({ frozen: [true, true, true] });
  });
});

test.skipIf(!hasMongo)(
  "while the app's own connection is down the answer is 503, and nobody is signed out",
  async () => {
    const app = anAppMongoose();
    const url = aMongoUrl();
    const { origin, latchkey } = await startHost({ connection: app.connection, databasePrefix: "latchkey_" });
    const client = new TestClient(origin);
    const account = aRegistration();
    await expect(latchkey.ready()).rejects.toThrow("The app's own connection to MongoDB is not open.");
    expectFailure(await client.post("/account/auth/register", account), 503, "STORE_UNAVAILABLE");

    await app.connect(url);
    expect((await client.post("/account/auth/register", account)).status).toBe(201);
    expect((await client.post("/account/auth/login", account)).status).toBe(200);
    await app.disconnect();
    for (const answer of [await client.get("/me"), await client.post("/account/auth/refresh-token")]) {
      expectFailure(answer, 503, "STORE_UNAVAILABLE");
      expect(answer.setCookies).toEqual([]);
    }
    await app.connect(url);
    expect((await client.get("/me")).status).toBe(200);
    await latchkey.close();
    expect(app.connection.readyState).toBe(1);
  },
);

test.skipIf(!hasPostgres)(
  "once the app has ended its own pool the answer is 503, and nobody is signed out",
  async () => {
    const options = anAppPool();
    const { origin, latchkey } = await startHost(options);
    const client = new TestClient(origin);
    const account = aRegistration();
    expect((await client.post("/account/auth/register", account)).status).toBe(201);
    expect((await client.post("/account/auth/login", account)).status).toBe(200);
    await latchkey.ready();
    await options.connection.end();
    for (const answer of [await client.get("/me"), await client.post("/account/auth/refresh-token")]) {
      expectFailure(answer, 503, "STORE_UNAVAILABLE");
      expect(answer.setCookies).toEqual([]);
    }
  },
);
