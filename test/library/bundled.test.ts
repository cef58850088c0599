import { execFile } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { createContext, runInContext } from "node:vm";
import { type BuildOptions, build } from "esbuild";
import { expect, test } from "vitest";
import type { Latchkey, LatchkeyOptions } from "../../src/latchkey.js";
import { TestClient } from "../support/http/TestClient.js";
import { ADA, serve, signIn } from "../support/library/hostApp.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

/** What a bundler cannot take along: files of machine code. docs/start/express.md names the same. */
const NATIVE = ["better-sqlite3", "bcrypt", "@node-rs/argon2"];

/** An app and all that it needs but machine code, in one text. */
async function bundle(options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    bundle: true,
    write: false,
    platform: "node",
    external: NATIVE,
    alias: { latchkey: resolve("src/latchkey.ts"), "latchkey/fetch": resolve("src/fetch.ts") },
    logLevel: "error",
    ...options,
  });
  return outputFiles?.[0]?.text ?? "";
}

const APP = `
import { createLatchkey } from "latchkey";
import { createFetchHandler } from "latchkey/fetch";

const latchkey = createLatchkey({ databaseUrl: \`sqlite:\${process.argv[2]}\`, logLevel: "warn" });
const handler = createFetchHandler(latchkey);
async function post(path, body) {
  const request = new Request(\`http://localhost:3000/api/v1/auth\${path}\`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const response = await handler.handle(request, { ip: "127.0.0.1" });
  console.log(path, response.status);
  return (await response.json()).data;
}
await post("/register", ${JSON.stringify(ADA)});
await post("/register", { ...${JSON.stringify(ADA)}, username: "eve", email: "eve@example.com", password: "password123" });
const { refreshToken } = await post("/login", { username: "ada", password: ${JSON.stringify(ADA.password)} });
await post("/refresh-token", { refreshToken });
await latchkey.close();
`;

test("bundled into an ES module that has only the machine code beside it, it registers, signs in and refreshes", async () => {
  const folder = temporaryFolder();
  for (const name of NATIVE) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve("node_modules", name), link);
  }
  // What CommonJS packages require is there in an ES module too.
  const js = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
  const app = await bundle({ stdin: { contents: APP, resolveDir: "." }, format: "esm", banner: { js } });
  writeFileSync(join(folder, "app.mjs"), app);

  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    join(folder, "app.mjs"),
    join(folder, "app.db"),
  ]);
  expect(stdout.trim().split("\n")).toEqual(["/register 201", "/register 400", "/login 200", "/refresh-token 200"]);
  // The program of a hashing thread is not beside the bundle: passwords are hashed without.
  expect(stderr.match(/No hashing thread can be started/g)).toHaveLength(1);
});

/**
 * Runs CommonJS as Jest does: with an Error, a Promise and an Array of its own, Node's modules of the outer realm, and another copy
 * of a driver's JavaScript than the one that its machine code knows.
 */
function runInRealm(code: string): { realm: object; exports: unknown } {
  const realm = createContext({});
  const known = new Set<string>(runInContext("Object.getOwnPropertyNames(globalThis)", realm));
  for (const name of Object.getOwnPropertyNames(globalThis).filter((one) => !known.has(one))) {
    Object.defineProperty(realm, name, { value: Reflect.get(globalThis, name), writable: true });
  }
  const require = createRequire(resolve("package.json"));
  for (const file of Object.keys(require.cache)) if (file.includes("better-sqlite3")) delete require.cache[file];
  const module = { exports: {} };
  const run = runInContext(`(function (module, exports, require) {${code}\n})`, realm);
  run(module, module.exports, require);
  return { realm, exports: module.exports };
}

test("in another realm, as under Jest, it makes and opens a SQLite file, registers, signs in and refreshes", async () => {
  const { realm, exports } = runInRealm(await bundle({ entryPoints: ["src/latchkey.ts"], format: "cjs" }));
  const { createLatchkey } = exports as { createLatchkey(options: LatchkeyOptions): Latchkey };
  expect(runInContext("Error", realm)).not.toBe(Error);

  const file = join(temporaryFolder(), "data", "latchkey.db");
  // The second start finds the file and the account there: both come as errors of the outer realm.
  for (const registered of [201, 409]) {
    const latchkey = createLatchkey({ databaseUrl: `sqlite:${file}`, logLevel: "silent" });
    await latchkey.ready();
    expect(existsSync(file)).toBe(true);
    const client = new TestClient(await serve((app) => app.use(latchkey.router)));
    expect((await client.post("/auth/register", ADA)).status).toBe(registered);
    const { refreshToken } = await signIn(client);
    expect((await client.post("/auth/refresh-token", { refreshToken })).status).toBe(200);
    await latchkey.close();
  }
});
