import { createHash } from "node:crypto";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { StoreUnavailableError } from "../../src/utils/StoreUnavailableError.js";
import { aRegistration } from "../support/accounts.js";
import { rawRequest } from "../support/rawRequest.js";
import { TestClient, type TestResponse } from "../support/TestClient.js";
import { ACCESS_SECRET, REFRESH_SECRET, startTestServer, type TestServer } from "../support/testServer.js";

interface Run {
  /** Everything that must stay with its owner. */
  secrets: Set<string>;
  refreshTokens: string[];
}

/** A long life of two accounts: every route, with good and bad input, with a healthy and a broken store. */
async function liveALife(server: TestServer): Promise<Run> {
  const secrets = new Set<string>([ACCESS_SECRET, REFRESH_SECRET]);
  const refreshTokens: string[] = [];
  function note({ body }: TestResponse): void {
    if (typeof body.data?.accessToken === "string") secrets.add(body.data.accessToken);
    if (typeof body.data?.refreshToken === "string") {
      secrets.add(body.data.refreshToken);
      refreshTokens.push(body.data.refreshToken);
    }
  }
  function password(text: string): string {
    secrets.add(text);
    return text;
  }

  for (let at = 0; at < 3; at += 1) {
    const client = new TestClient(server.api);
    const account = { ...aRegistration(), password: password(`first secret of nr ${at}`) };
    const login = { username: account.username, password: account.password };
    note(await client.post("/auth/register", account));
    note(await client.post("/auth/register", account));
    note(await client.post("/auth/register", { ...account, email: "no", password: password(`bad ${at}`) }));
    note(await client.post("/auth/login", { ...login, password: password(`wrong guess of nr ${at}`) }));
    note(await client.post("/auth/login", login));
    note(await client.get("/users/profile"));
    note(
      await client.post("/auth/refresh-token", undefined, {
        headers: { "idempotency-key": password(`key-${at}-0001`) },
      }),
    );
    note(await client.post("/auth/refresh-token"));
    note(await client.send("PATCH", "/users/settings", { json: { fullName: "Grace" } }));
    const change = { currentPassword: account.password, newPassword: password(`second secret of nr ${at}`) };
    note(await client.post("/auth/change-password", change));
    note(await client.post("/auth/change-password", change));
    // Spent after the last change of the password, so that the record still remembers it.
    const spending = { headers: { "idempotency-key": password(`key-${at}-0002`) } };
    note(await client.post("/auth/refresh-token", undefined, spending));
    await brokenRequests(server, client, login, note);
    await rawRequest(server.origin, {
      method: "POST",
      path: "/api/v1/auth/login",
      headers: { "content-type": "application/json" },
      body: `{"username":"x","password":"${password(`in broken JSON of nr ${at}`)}"`,
    });
    for (const spent of refreshTokens.slice(-3))
      note(await client.post("/auth/refresh-token", { refreshToken: spent }));
    note(await client.post("/auth/logout"));
    await followLinks(server, client, { ...account, password: String(change.newPassword) }, { note, password });
    for (const device of client.cookies.get("deviceToken")?.split(".") ?? []) secrets.add(device);
  }
  return { secrets, refreshTokens };
}

interface Noting {
  note: (response: TestResponse) => void;
  password: (text: string) => string;
}

/** Every route that a mailed link leads to; the tokens of the links are secrets as well. */
async function followLinks(
  server: TestServer,
  client: TestClient,
  account: { username: string; email: string; password: string },
  { note, password }: Noting,
): Promise<void> {
  const newestToken = async () =>
    password((await server.mails()).filter(({ token }) => token !== "").at(-1)?.token ?? "");
  const newEmail = aRegistration().email;
  note(await client.post("/auth/resend-verification", { email: account.email }));
  note(await client.post("/auth/verify-email", { token: await newestToken() }));
  note(await client.post("/auth/forgot-password", { email: account.email }));
  const token = await newestToken();
  note(await client.post("/auth/reset-password", { token, newPassword: password("short") }));
  const reset = password(`third secret of ${account.username}`);
  note(await client.post("/auth/reset-password", { token, newPassword: reset }));
  note(await client.post("/auth/login", { username: account.username, password: reset }));
  note(await client.post("/users/change-email", { newEmail, password: reset }));
  note(await client.post("/auth/confirm-email-change", { token: await newestToken() }));
  note(await client.get("/users/activity"));
  note(await client.get("/users/export"));
  note(await client.send("DELETE", "/users/account", { json: { password: password("a wrong guess at the end") } }));
  // A link that nobody uses lies in the database as a hash.
  note(await client.post("/auth/forgot-password", { email: newEmail }));
  await newestToken();
}

async function brokenRequests(
  server: TestServer,
  client: TestClient,
  login: object,
  note: (response: TestResponse) => void,
): Promise<void> {
  for (const error of [new StoreUnavailableError("gone", { cause: new Error("refused") }), new TypeError("a bug")]) {
    server.probe.breakWith(error);
    note(await client.post("/auth/login", login));
    note(await client.get("/users/profile"));
    note(await client.post("/auth/refresh-token"));
    server.probe.heal();
  }
}

/** Every value of every table, texts and blobs, as one list. */
function storedValues(file: string): (string | Buffer)[] {
  const database = new Database(file, { readonly: true });
  try {
    const tables = database.prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    return tables.flatMap(({ name }) => {
      const rows = database.prepare<[], Record<string, unknown>>(`SELECT * FROM "${name}"`).all();
      const values = rows.flatMap((row) => Object.values(row));
      return values.filter((value): value is string | Buffer => typeof value === "string" || Buffer.isBuffer(value));
    });
  } finally {
    database.close();
  }
}

/** A text and what it decodes to, in each encoding that a token could hide in. */
function readings(value: string | Buffer): Buffer[] {
  const text = value.toString();
  return [
    Buffer.from(value),
    ...(["base64url", "base64", "hex"] as const).map((encoding) => Buffer.from(text, encoding)),
  ];
}

async function aLife(): Promise<{ server: TestServer; run: Run }> {
  const server = await startTestServer();
  onTestFinished(() => server.close());
  return { server, run: await liveALife(server) };
}

describe("secrets", () => {
  // F74, ASVS 16.2.5
  test("no password, token, key or Idempotency-Key is ever logged", async () => {
    const { server, run } = await aLife();
    expect(server.log.length).toBeGreaterThan(10);
    expect(run.secrets.size).toBeGreaterThan(20);
    const log = server.log.join("");
    for (const secret of run.secrets) expect(log).not.toContain(secret);
    expect(log).not.toMatch(/lk_rt_|eyJ|\$argon2|\$2b\$/);
  });

  // F44, F37: invariant 11 of the rotation rule.
  test("no stored value is a password or a token, contains one, or decodes to one", async () => {
    const { server, run } = await aLife();
    const values = storedValues(server.databaseFile);
    expect(values.length).toBeGreaterThan(30);
    expect(values.some((value) => String(value).startsWith("$argon2id$"))).toBe(true);

    const decoded = values.flatMap(readings);
    // The second half of a refresh token is its secret; a part of it would be enough for a thief.
    const parts = run.refreshTokens.map((token) =>
      Buffer.from(token.slice("lk_rt_".length), "base64url").subarray(24, 56),
    );
    expect(parts.length).toBeGreaterThan(5);
    const needles = [...[...run.secrets].map((secret) => Buffer.from(secret)), ...parts];
    for (const needle of needles) {
      expect(decoded.some((value) => value.includes(needle))).toBe(false);
    }
    // What is stored is the hash: the check above would have found the secret, had it been there.
    const hashes = new Set(parts.map((part) => createHash("sha256").update(part).digest("base64url")));
    expect(values.some((value) => hashes.has(String(value)))).toBe(true);
  });

  test("the raw bytes of the file, its free pages included, hold no password and no token", async () => {
    const { server, run } = await aLife();
    const database = new Database(server.databaseFile);
    database.pragma("wal_checkpoint(TRUNCATE)");
    const bytes = database.serialize();
    database.close();
    for (const secret of run.secrets) expect(bytes.includes(secret)).toBe(false);
  });
});
