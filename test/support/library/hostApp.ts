import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import express, { type Express } from "express";
import { onTestFinished } from "vitest";
import { createLatchkey, type Latchkey, type LatchkeyOptions } from "../../../src/latchkey.js";
import { listen } from "../../../src/serve/httpServer.js";
import { createSqliteStore } from "../../../src/stores/sqlite/index.js";
import { TestClient } from "../http/TestClient.js";
import { ACCESS_SECRET, REFRESH_SECRET } from "../http/testServer.js";
import { temporaryFolder } from "../temporaryFolder.js";

/** Latchkey on a SQLite file of its own; it is closed when the test ends. */
export function makeLatchkey(options: LatchkeyOptions = {}): { latchkey: Latchkey; databaseFile: string } {
  const databaseFile = join(temporaryFolder(), "latchkey.db");
  const latchkey = createLatchkey({
    databaseUrl: `sqlite:${databaseFile}`,
    accessTokenSecret: ACCESS_SECRET,
    refreshTokenSecret: REFRESH_SECRET,
    logLevel: "silent",
    ...options,
  });
  onTestFinished(() => latchkey.close());
  return { latchkey, databaseFile };
}

/** Somebody else's Express app on a free port, until the test ends. Answers its origin. */
export async function serve(build: (app: Express) => void): Promise<string> {
  const app = express();
  build(app);
  const server = createServer(app);
  await listen(server, { host: "127.0.0.1", port: 0 });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

/** Gives a user a role, as an operator would: in the database. */
export async function giveRole(databaseFile: string, username: string, role: string): Promise<void> {
  const store = createSqliteStore({ path: databaseFile });
  await store.open();
  try {
    const user = await store.users.byLogin({ username });
    if (user === null) throw new Error(`There is no user ${username}.`);
    await store.users.compareAndSet({ ...user, roles: [role], version: user.version + 1 }, user.version);
  } finally {
    await store.close();
  }
}

export const ADA = {
  username: "ada",
  fullName: "Ada Lovelace",
  email: "ada@example.com",
  password: "correct horse battery",
};

/** Registers Ada at a mounted router and signs her in. */
export async function signUp(base: string) {
  const client = new TestClient(base);
  const { body } = await client.post("/auth/register", ADA);
  return { client, userId: body.data._id, ...(await signIn(client)) };
}

/** Signs Ada in. */
export async function signIn(client: TestClient): Promise<{ accessToken: string; refreshToken: string }> {
  const { status, body } = await client.post("/auth/login", { username: ADA.username, password: ADA.password });
  if (status !== 200) throw new Error(`The sign-in was answered with ${status}.`);
  const { accessToken, refreshToken } = body.data;
  return { accessToken, refreshToken };
}
