// Installs the packed package in a fresh folder, as a user does, mounts it in an Express app and signs in.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { post, signIn } from "../bench/compare/latchkeyClients.js";
import { freePort } from "./mongo/freePort.js";
import { NODE_PACKAGE, npm, npmProgram } from "./support/npm.js";
import { treeFaults } from "./support/treeFaults.js";

const HELP = `Usage: npm run tarball -- [--node <version>[,<version>...]]

Packs the package, installs it in an empty folder, looks at what came along, mounts it in an Express app, signs in, refreshes and
signs out.

  --node <version>  With that version of Node, such as 24, which npm brings. Without it: the one that runs this.
  --help            This text.
`;

const APP = `import express from "express";
import { createLatchkey } from "latchkey";
import { createFetchHandler } from "latchkey/fetch";
import { createTestUser } from "latchkey/testing";
import { createVerifier } from "latchkey/verifier";

if (![createVerifier, createFetchHandler, createTestUser].every((entry) => typeof entry === "function")) throw new Error("A door is missing.");
const port = Number(process.env.PORT);
const latchkey = createLatchkey({ publicUrl: \`http://localhost:\${port}\`, logLevel: "warn" });
await latchkey.ready();
const app = express();
app.use("/api/v1", latchkey.router);
app.use(latchkey.pages);
app.get("/hello", latchkey.verifyJWT, (req, res) => res.json({ hello: req.user.username }));
const server = app.listen(port, "127.0.0.1", () => console.log(process.version));
process.once("SIGTERM", () => {
  server.close(() => latchkey.close());
  server.closeIdleConnections();
});
`;

const run = promisify(execFile);

/** The program of a version of Node: npm has it as a package. */
async function installNode(version: string, folder: string): Promise<string> {
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), "{}");
  await npm(folder, process.execPath, "install", `${NODE_PACKAGE}@${version}`);
  return join(folder, "node_modules", NODE_PACKAGE, "bin/node");
}

async function use(port: number): Promise<void> {
  const auth = `http://127.0.0.1:${port}/api/v1/auth`;
  const { accessToken, refreshToken } = await signIn(port, "ada");
  const headers = { Authorization: `Bearer ${accessToken}` };
  const hello = await fetch(`http://127.0.0.1:${port}/hello`, { headers });
  if (hello.status !== 200) throw new Error(`The guarded route answered ${hello.status}.`);
  const page = await fetch(`http://127.0.0.1:${port}/sign-in`);
  if (!(await page.text()).includes("/assets/index-")) throw new Error(`The page to sign in answered ${page.status}.`);
  await post(`${auth}/refresh-token`, { refreshToken });
  await post(`${auth}/logout`, {}, headers);
  const after = await fetch(`http://127.0.0.1:${port}/hello`, { headers });
  if (after.status !== 401) throw new Error(`After the sign-out the guarded route answered ${after.status}.`);
}

/** Installs the tarball with that Node and uses it. Answers the version of Node. */
async function tryWith(node: string, tarball: string, folder: string): Promise<string> {
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "app.js"), APP);
  await npm(folder, node, "install", tarball, "express@5");
  const faults = treeFaults(JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")));
  if (faults.length > 0) throw new Error(faults.join(" "));
  await run(node, [join(folder, "node_modules/latchkey/dist/cli/index.js"), "--version"], { cwd: folder });
  const port = await freePort();
  const app = spawn(node, ["app.js"], {
    cwd: folder,
    env: { PATH: process.env["PATH"], PORT: String(port) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(app, "exit");
  try {
    const [version] = await Promise.race([once(app.stdout, "data"), exited.then(() => ["It did not start."])]);
    await use(port);
    return String(version).trim();
  } finally {
    app.kill("SIGTERM");
    const [code] = await exited;
    if (code !== 0) process.exitCode = 1;
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { node: { type: "string" }, help: { type: "boolean", default: false } } });
  if (values.help) return void process.stdout.write(HELP);
  const folder = mkdtempSync(join(tmpdir(), "latchkey-tarball-"));
  try {
    const { stdout } = await run(process.execPath, [npmProgram(), "pack", "--silent", "--pack-destination", folder]);
    const tarball = join(folder, stdout.trim());
    for (const version of values.node?.split(",") ?? [null]) {
      const node = version === null ? process.execPath : await installNode(version, join(folder, `node-${version}`));
      const used = await tryWith(node, tarball, join(folder, `app-${version ?? "own"}`));
      process.stdout.write(`Node ${used}: installed, mounted, signed in, refreshed, signed out, stopped.\n`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
