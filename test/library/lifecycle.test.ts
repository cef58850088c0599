import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Mongoose } from "mongoose";
import { pino } from "pino";
import { describe, expect, test, vi } from "vitest";
import { configFromOptions } from "../../src/config/index.js";
import { createContainer } from "../../src/container.js";
import { ConfigError, createLatchkey, type LatchkeyOptions } from "../../src/latchkey.js";
import { TestClient } from "../support/http/TestClient.js";
import { ADA, makeLatchkey, serve } from "../support/library/hostApp.js";
import { createMemoryStore } from "../support/memoryStore/index.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

describe("a wrong option stops the app with one line that names it", () => {
  const wrong: [string, unknown][] = [
    ["accessTokenExpiry", "900"],
    ["passwordMinLength", 3],
    ["databaseUrl", "mysql://localhost/latchkey"],
    ["publicUrl", "http://auth.example.com"],
    ["accessTokenSecret", "your_super_secret_access_key"],
    ["acessTokenSecret", "a misspelled name with a good enough value"],
    ["connection", "mongodb://localhost/app"],
    ["connection", { base: { version: "8.9.1" }, getClient: () => ({}), asPromise: async () => undefined }],
  ];
  test.each(wrong)("%s", (name, value) => {
    const options = { [name]: value } as LatchkeyOptions;
    const error = errorOf(() => createLatchkey(options));

    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toMatch(new RegExp(`^${name} [^\n]+$`));
  });
});

describe("the connection of an app", () => {
  test("of another major version of Mongoose is refused with the version that is needed", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")).dependencies.mongoose.match(
      /^(?<version>\d+)/,
    ).groups;
    const older = { base: { version: "8.9.1" }, getClient: () => ({}), asPromise: async () => undefined };
    const options = { connection: older } as unknown as LatchkeyOptions;

    expect(errorOf(() => createLatchkey(options)).message).toContain(
      `is of mongoose 8.9.1, but Latchkey needs mongoose ${version}`,
    );
    expect(() => createLatchkey({ connection: new Mongoose().connection, logLevel: "silent" })).not.toThrow();
  });

  test("beside a databaseUrl is refused: it would not be clear which one has the accounts", () => {
    const { connection } = new Mongoose();

    expect(errorOf(() => createLatchkey({ connection, databaseUrl: "sqlite:./app.db" })).message).toBe(
      "connection is used instead of databaseUrl: remove one of the two",
    );
  });
});

test("the environment changes nothing: only the options count", async () => {
  vi.stubEnv("PASSWORD_MIN_LENGTH", "nonsense");
  vi.stubEnv("ACCESS_TOKEN_EXPIRY", "0s");
  try {
    await makeLatchkey().latchkey.ready();
  } finally {
    vi.unstubAllEnvs();
  }
});

describe("the database", () => {
  test("is not touched before it is needed", () => {
    const { databaseFile } = makeLatchkey();

    expect(existsSync(databaseFile)).toBe(false);
  });

  test("is opened by the first requests, which wait for it", async () => {
    const { latchkey } = makeLatchkey();
    const origin = await serve((app) => app.use("/api/v1", latchkey.router));
    const client = new TestClient(`${origin}/api/v1`);
    const names = ["ada", "grace", "barbara"];
    const answers = await Promise.all(
      names.map((username) => client.post("/auth/register", { ...ADA, username, email: `${username}@example.com` })),
    );

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
  });

  test("that cannot be opened rejects ready(), answers 503, and is tried again", async () => {
    const notAFolder = join(temporaryFolder(), "file");
    writeFileSync(notAFolder, "");
    const { latchkey } = makeLatchkey({ databaseUrl: `sqlite:${join(notAFolder, "latchkey.db")}` });
    const origin = await serve((app) => {
      app.use("/api/v1", latchkey.router);
      app.get("/private", latchkey.verifyJWT, (_req, res) => res.end("secret"));
    });
    const client = new TestClient(`${origin}/api/v1`);

    await expect(latchkey.ready()).rejects.toThrow("SQLite");
    const guarded = await fetch(`${origin}/private`, { headers: { authorization: "Bearer anything" } });
    expect([guarded.status, guarded.headers.get("retry-after")]).toEqual([503, "2"]);
    const refused = await client.post("/auth/register", ADA);
    expect([refused.status, refused.body.code, refused.setCookies]).toEqual([503, "STORE_UNAVAILABLE", []]);

    rmSync(notAFolder);
    await latchkey.ready();
    expect((await client.post("/auth/register", ADA)).status).toBe(201);
  });
});

describe("close()", () => {
  test("may be called often, and at once", async () => {
    const { latchkey } = makeLatchkey();
    await latchkey.ready();

    await Promise.all([latchkey.close(), latchkey.close()]);
    await latchkey.close();
  });

  test("of a Latchkey that was never used opens nothing", async () => {
    const { latchkey, databaseFile } = makeLatchkey();
    await latchkey.close();

    expect(existsSync(databaseFile)).toBe(false);
  });

  test("answers later requests with 503, not with a verdict about credentials", async () => {
    const { latchkey } = makeLatchkey();
    const origin = await serve((app) => app.use("/api/v1", latchkey.router));
    const client = new TestClient(`${origin}/api/v1`);
    await client.post("/auth/register", ADA);
    await latchkey.close();
    const { status, body } = await client.post("/auth/login", { username: "ada", password: ADA.password });

    expect([status, body.code]).toEqual([503, "STORE_UNAVAILABLE"]);
  });
});

function errorOf(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("nothing was thrown");
}

test("a start on MongoDB by an older driver than the tested one is warned of, once, with the cure", async () => {
  const lines: string[] = [];
  const container = createContainer(configFromOptions({ databaseUrl: "mongodb://localhost/latchkey" }), {
    store: createMemoryStore(),
    logger: pino({ level: "warn" }, { write: (line) => void lines.push(line) }),
    mongoDriver: async () => "7.8.0",
  });
  await container.open();
  await container.open();
  await container.close();

  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ version: "7.8.0", msg: expect.stringContaining('"overrides": { "mongodb": "7.9.0" }') }),
  ]);
});
