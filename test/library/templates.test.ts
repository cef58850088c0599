import { execFile } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { TEMPLATES } from "../../src/cli/new/templates.js";
import { TestClient } from "../support/http/TestClient.js";
import { ADA, signUp } from "../support/library/hostApp.js";
import { installPacked, type PackedPackages } from "../support/library/installPacked.js";
import { serverOf, spawnNode } from "../support/process/serverProcess.js";

const run = promisify(execFile);
const templates = Object.keys(TEMPLATES);
let packed: PackedPackages;

beforeAll(async () => {
  packed = await installPacked();
}, 180_000);

afterAll(() => packed.remove());

/** Runs a script of an app, as its README says. */
function npmRun(app: string, script: string) {
  return run("npm", ["run", "--silent", script], { cwd: app });
}

async function start(app: string, ...args: string[]) {
  const port = await freePort();
  const env = { PORT: String(port), PUBLIC_URL: `http://localhost:${port}` };
  const server = await serverOf(spawnNode(args, { cwd: app, env }), "Listening on");
  return { server, origin: `http://127.0.0.1:${port}` };
}

describe.each([
  { template: "express", entry: "src/server.ts", built: "dist/server.js", api: "/hello", home: "Hello. Open" },
  { template: "spa", entry: "server/server.ts", built: "dist/server/server.js", api: "/api/hello", home: "/static/" },
])("an app of the template $template", ({ template, entry, built, api, home }) => {
  let app: string;

  beforeAll(async () => {
    app = (await packed.newApp(template)).folder;
    await npmRun(app, "build");
  }, 120_000);

  test("passes its own test", async () => {
    const { stdout } = await npmRun(app, "test");
    expect(stdout).toMatch(/^# pass [12]$/m);
    expect(existsSync(join(app, "data"))).toBe(false);
  });

  test("starts as built, signs in by HTTP and guards its route, with the secrets of its .env", async () => {
    const { server, origin } = await start(app, built);
    const { client, accessToken: bearer } = await signUp(`${origin}/api/v1`);
    const http = new TestClient(origin);

    expect((await http.get(api)).status).toBe(401);
    expect((await http.get(api, { bearer })).body).toEqual({ hello: ADA.fullName });
    expect(await (await fetch(origin)).text()).toContain(home);
    expect(await (await fetch(`${origin}/sign-in`)).text()).toContain("<!doctype html>");
    expect((await client.post("/auth/logout")).status).toBe(200);
    expect((await http.get(api, { bearer })).body.code).toBe("SESSION_REVOKED");
    expect(existsSync(join(app, "data/secrets.json"))).toBe(false);
    expect(await server.stop()).toBe(0);
  });

  test("starts from its sources while it is developed", async () => {
    const { server, origin } = await start(app, "--import", "tsx", entry);
    expect((await fetch(origin)).status).toBe(200);
    expect((await fetch(`${origin}${api}`)).status).toBe(401);
    expect(await server.stop()).toBe(0);
  });
});

test.each(templates)("the template %s names the versions that are tested here, and its own package's", (template) => {
  const { version, dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const own = JSON.parse(readFileSync(join("templates", template, "package.json"), "utf8"));
  const tested: Record<string, string> = {
    ...devDependencies,
    ...dependencies,
    latchkey: version,
    "@latchkey/client": version,
  };
  for (const [name, pinned] of Object.entries({ ...own.dependencies, ...own.devDependencies })) {
    expect(pinned, name).toBe(tested[name]);
  }
  expect(own.overrides).toEqual({ mongodb: "7.9.0" });
});

test.each(templates)("secrets are in .env alone, for its owner, and git ignores it: %s", async (template) => {
  const name = `${template}-secrets`;
  const { folder, files } = await packed.newApp(template, name);
  const text = (file: string) => readFileSync(join(folder, file), "utf8");
  const secrets = [...text(".env").matchAll(/_SECRET=(\S{40,})/g)].map(([, secret = ""]) => secret);

  expect(new Set(secrets).size).toBe(2);
  expect(statSync(join(folder, ".env")).mode & 0o777).toBe(0o600);
  expect(text(".gitignore").split("\n")).toEqual(expect.arrayContaining([".env", "data/", "node_modules/"]));
  expect(files).not.toContain("gitignore");
  for (const file of files.filter((one) => one !== ".env")) {
    for (const secret of secrets) expect(text(file)).not.toContain(secret);
  }
  expect(JSON.parse(text("package.json")).name).toBe(name);
});
