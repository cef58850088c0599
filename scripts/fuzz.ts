// Lets Schemathesis read openapi.json and send what it makes of it to the built server: nothing may be answered 5xx, and every
// answer must be one that the document describes.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { post } from "../bench/compare/latchkeyClients.js";
import { startBuiltServer } from "./support/startBuiltServer.js";

const VERSION = "4.32.5";
const FOLDER = resolve(".cache/schemathesis");
const PROGRAM = join(FOLDER, "bin/schemathesis");

const HELP = `Usage: npm run fuzz -- [--examples <n>] [--seed <n>]

Sends random requests, made from openapi.json, to the built server: first as a stranger, then signed in.

  --examples <n>  How many an operation and a phase. 30 by default.
  --seed <n>      The same seed sends the same requests. 1 by default.
  --help          This text.

It needs Python 3.10 or later; Schemathesis ${VERSION} is installed by pip below .cache, once.
`;

const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
];
/** They end the session that the others need. */
const LAST = ["/api/v1/auth/logout", "/api/v1/auth/logout-all", "/api/v1/auth/sessions/{id}"];

function install(): void {
  if (existsSync(PROGRAM)) return;
  process.stderr.write(`Installing Schemathesis ${VERSION} once.\n`);
  execFileSync("python3", ["-m", "venv", FOLDER], { stdio: "inherit" });
  execFileSync(join(FOLDER, "bin/pip"), ["install", "--quiet", `schemathesis==${VERSION}`], { stdio: "inherit" });
}

/** An access token of a new account. */
async function signIn(origin: string): Promise<string> {
  const auth = `${origin}/api/v1/auth`;
  // None of the examples of the document: with their password Schemathesis would change it, or delete the account.
  const account = { username: "fuzzed", password: "nobody has guessed this one" };
  await post(`${auth}/register`, { ...account, fullName: "Ada Lovelace", email: "fuzzed@example.com" });
  const answer = await (await post(`${auth}/login`, account)).json();
  return (answer as { data: { accessToken: string } }).data.accessToken;
}

function send(
  folder: string,
  origin: string,
  examples: string,
  seed: string,
  more: readonly string[],
  settings?: string,
): boolean {
  const phases = ["--phases", "examples,coverage,fuzzing", "--max-examples", examples, "--seed", seed];
  const config = settings === undefined ? [] : ["--config-file", settings];
  const args = [
    ...config,
    "run",
    resolve("openapi.json"),
    "--url",
    origin,
    "--checks",
    CHECKS.join(","),
    "--no-color",
    ...phases,
    ...more,
  ];
  return spawnSync(PROGRAM, args, { cwd: folder, stdio: "inherit" }).status === 0;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      examples: { type: "string", default: "30" },
      seed: { type: "string", default: "1" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  install();
  // On localhost, as PUBLIC_URL is unless it is set.
  const { origin, folder, log, stop } = await startBuiltServer({
    EMAIL_CODE: "on",
    RATE_LIMIT: "off",
    LOG_LEVEL: "error",
  });
  try {
    const asStranger = send(folder, origin, values.examples, values.seed, []);
    const settings = join(folder, "schemathesis.toml");
    writeFileSync(settings, `[auth.openapi.bearer]\nbearer = "${await signIn(origin)}"\n`, { mode: 0o600 });
    const without = LAST.flatMap((path) => ["--exclude-path", path]);
    const asUser = send(folder, origin, values.examples, values.seed, without, settings);
    if (!asStranger || !asUser) process.exitCode = 1;
  } finally {
    await stop();
  }
  if (log() !== "") {
    process.stderr.write(`The server logged errors:\n${log()}`);
    process.exitCode = 1;
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
