import { createHash } from "node:crypto";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { startTestServer, type TestServer } from "../support/http/testServer.js";
import { type Life, liveALife } from "../support/security/life.js";

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

async function aLife(): Promise<{ server: TestServer; run: Life }> {
  const server = await startTestServer();
  onTestFinished(() => server.close());
  return { server, run: await liveALife(server) };
}

describe("secrets", () => {
  // ASVS 16.2.5
  test("no password, token, key or Idempotency-Key is ever logged", async () => {
    const { server, run } = await aLife();
    expect(server.log.length).toBeGreaterThan(10);
    expect(run.secrets.size).toBeGreaterThan(20);
    const log = server.log.join("");
    for (const secret of run.secrets) expect(log).not.toContain(secret);
    expect(log).not.toMatch(/lk_rt_|eyJ|\$argon2|\$2b\$/);
  });

  // Invariant 11 of the rotation rule.
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
