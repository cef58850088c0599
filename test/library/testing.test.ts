import { execFile } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { createLatchkey, type Latchkey, type LatchkeyOptions, type UserView } from "../../src/latchkey.js";
import { createTestUser, signInAs } from "../../src/testing.js";
import { TestClient } from "../support/http/TestClient.js";
import { makeLatchkey, serve } from "../support/library/hostApp.js";
import { dropMongoDatabase, freshMongoUrl } from "../support/store/mongoDatabase.js";
import { dropPostgresPlace, freshPostgresPlace } from "../support/store/postgresDatabase.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

test("a test user has no name that is off", async () => {
  const latchkey = inMemory({ username: "off", fullName: "off" });
  expect(await createTestUser(latchkey)).toMatchObject({ username: null, fullName: null, emailVerified: true });
});

/** As an app's tests make one: no file, and no secrets. */
function inMemory(options: LatchkeyOptions = {}): Latchkey {
  const latchkey = createLatchkey({ databaseUrl: "memory:", logLevel: "silent", ...options });
  onTestFinished(() => latchkey.close());
  return latchkey;
}

const hasMongo = inject("mongoUrl") !== null;

describe.each([
  { name: "in memory", make: () => inMemory(), isAvailable: true },
  { name: "on a SQLite file", make: () => makeLatchkey().latchkey, isAvailable: true },
  {
    name: "on MongoDB",
    make: () => {
      const databaseUrl = freshMongoUrl();
      onTestFinished(() => dropMongoDatabase(databaseUrl));
      return inMemory({ databaseUrl });
    },
    isAvailable: hasMongo,
  },
  {
    name: "on PostgreSQL",
    make: () => {
      const { url: databaseUrl, schema: databaseSchema } = freshPostgresPlace();
      onTestFinished(() => dropPostgresPlace({ url: databaseUrl, schema: databaseSchema }));
      return inMemory({ databaseUrl, databaseSchema });
    },
    isAvailable: inject("postgresUrl") !== null,
  },
])("createTestUser and signInAs $name", ({ make, isAvailable }) => {
  test.skipIf(!isAvailable)("give a session that works as a bearer token, as cookies, and for a refresh", async () => {
    const latchkey = make();
    const user = await createTestUser(latchkey, { roles: ["admin"], fullName: "Ada" });
    expect(user).toMatchObject({ roles: ["admin"], fullName: "Ada", emailVerified: true });
    const session = await signInAs(latchkey, user);

    const origin = await serve((app) => {
      app.use("/api/v1", latchkey.router);
      app.get("/admin", latchkey.verifyJWT, latchkey.requireRole("admin"), (req, res) => void res.json(req.user));
    });
    for (const headers of [session.headers, { cookie: session.cookieHeader }]) {
      const answer = await fetch(`${origin}/admin`, { headers });
      expect([answer.status, await answer.json()]).toEqual([200, user]);
    }
    const refreshed = await new TestClient(`${origin}/api/v1`).post("/auth/refresh-token", {
      refreshToken: session.refreshToken,
    });
    expect(refreshed.status).toBe(200);
    expect(await latchkey.sessions.listByUser(user._id)).toHaveLength(1);
  });
});

describe("createTestUser", () => {
  test("makes users whose names do not collide", async () => {
    const latchkey = inMemory();
    const users = await Promise.all([1, 2, 3].map(() => createTestUser(latchkey)));
    expect(new Set(users.flatMap(({ username, email }) => [username, email])).size).toBe(6);
  });

  test("hashes a password only if there is one, which then signs in over HTTP", async () => {
    const latchkey = inMemory();
    const password = "correct horse battery";
    const [withPassword, without] = [await createTestUser(latchkey, { password }), await createTestUser(latchkey)];
    const client = new TestClient(await serve((app) => app.use(latchkey.router)));
    const signIn = ({ username }: UserView) => client.post("/auth/login", { username, password });
    expect((await signIn(withPassword)).status).toBe(200);
    expect((await signIn(without)).body.code).toBe("INVALID_CREDENTIALS");
  });
});

describe("signInAs", () => {
  test("gives the cookies with the names and the address that a browser needs", async () => {
    const latchkey = inMemory({ publicUrl: "https://localhost:8443" });
    const { cookies, accessToken, refreshToken } = await signInAs(latchkey, await createTestUser(latchkey));
    const url = "https://localhost:8443";
    expect(cookies).toEqual([
      { name: "__Host-accessToken", value: accessToken, url },
      { name: "__Host-refreshToken", value: refreshToken, url },
    ]);
  });

  test("refuses a disabled user, and one that does not exist", async () => {
    const latchkey = inMemory();
    const user = await createTestUser(latchkey);
    await latchkey.users.disable(user._id);
    await expect(signInAs(latchkey, user)).rejects.toMatchObject({ code: "ACCOUNT_DISABLED" });
    await latchkey.users.delete(user._id);
    await expect(signInAs(latchkey, user)).rejects.toMatchObject({ code: "USER_NOT_FOUND" });
  });
});

test("both are refused away from localhost, and for what createLatchkey did not make", async () => {
  const { latchkey } = makeLatchkey({ publicUrl: "https://auth.example.com" });
  const user = await latchkey.users.create({ username: "ada", fullName: "Ada", email: "ada@example.com" });
  await expect(createTestUser(latchkey)).rejects.toThrow("works on localhost only");
  await expect(signInAs(latchkey, user)).rejects.toThrow("works on localhost only");
  expect(await latchkey.sessions.listByUser(user._id)).toEqual([]);
  await expect(createTestUser({} as Latchkey)).rejects.toThrow("the object that createLatchkey returned");
});

describe("a database in memory", () => {
  test("belongs to one Latchkey and leaves no file behind, secrets included", async () => {
    const folder = temporaryFolder();
    const before = process.cwd();
    process.chdir(folder);
    onTestFinished(() => process.chdir(before));
    const [one, other] = [inMemory(), inMemory()];
    const user = await createTestUser(one);
    expect(await one.users.get(user._id)).toEqual(user);
    expect(await other.users.get(user._id)).toBeNull();
    const { headers } = await signInAs(one, user);
    expect(await other.authenticate({ headers: new Headers(headers) })).toBeNull();
    expect([existsSync("data"), existsSync(":memory:")]).toEqual([false, false]);
  });

  test("is refused away from localhost with a line that names the option", () => {
    const options = { databaseUrl: "memory:", publicUrl: "https://auth.example.com" };
    expect(() => createLatchkey(options)).toThrow(/^databaseUrl cannot be memory: away from localhost/);
  });
});

const USERS_TEST = `
const { test } = require("node:test");
const assert = require("node:assert");
test("an app's test", async () => {
  const latchkey = createLatchkey({ databaseUrl: "memory:", logLevel: "silent" });
  const user = await createTestUser(latchkey);
  const { headers } = await signInAs(latchkey, user);
  const { user: found } = await latchkey.authenticate({ headers: new Headers(headers) });
  assert.equal(found._id, user._id);
  await latchkey.close();
});
`;

test("both entries work in `node --test`, also when a bundler has given each a copy of what they share", async () => {
  const folder = temporaryFolder();
  const bundled = async (entry: string) => {
    const outfile = join(folder, `${entry}.cjs`);
    const external = ["better-sqlite3", "bcrypt", "@node-rs/argon2"];
    const entryPoints = [resolve(`src/${entry}.ts`)];
    await build({ entryPoints, outfile, external, bundle: true, platform: "node", logLevel: "error" });
    return `require(${JSON.stringify(outfile)})`;
  };
  writeFileSync(
    join(folder, "users.test.cjs"),
    `const { createLatchkey } = ${await bundled("latchkey")};
const { createTestUser, signInAs } = ${await bundled("testing")};
${USERS_TEST}`,
  );
  // The machine code stays in its own packages.
  const env = { ...process.env, NODE_PATH: resolve("node_modules") };
  const { stdout } = await promisify(execFile)(process.execPath, ["--test", join(folder, "users.test.cjs")], { env });
  expect(stdout).toContain("pass 1");
});
