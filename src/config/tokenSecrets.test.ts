import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadConfig } from "./loadConfig.js";

const GIVEN = "a given key for tests 0123456789";

let cwd = "";
let file = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "latchkey-secrets-"));
  file = join(cwd, "data", "secrets.json");
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
});

function load(env: NodeJS.ProcessEnv = {}) {
  return loadConfig({ env, cwd });
}

it("makes two different secrets once and keeps them", () => {
  const first = load();
  expect(first.accessTokenSecrets).not.toEqual(first.refreshTokenSecrets);
  expect(load()).toEqual(first);
  expect(readdirSync(join(cwd, "data"))).toEqual(["secrets.json"]);
});

it.skipIf(process.platform === "win32")("keeps others from reading the file and the folder", () => {
  load();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(cwd, "data")).mode & 0o777).toBe(0o700);
});

it("uses a generated secret only where none is set", () => {
  const access = load({ ACCESS_TOKEN_SECRET: GIVEN });
  const refresh = load({ REFRESH_TOKEN_SECRET: GIVEN });
  expect(access).toMatchObject({ accessTokenSecrets: [GIVEN], generatedSecretsFile: file });
  expect(refresh).toMatchObject({ refreshTokenSecrets: [GIVEN], generatedSecretsFile: file });
  expect(access.refreshTokenSecrets).toEqual(load().refreshTokenSecrets);
});

it("makes no file when both are set, nor away from localhost", () => {
  const { generatedSecretsFile } = load({ ACCESS_TOKEN_SECRET: GIVEN, REFRESH_TOKEN_SECRET: `${GIVEN} too` });
  expect(generatedSecretsFile).toBeNull();
  expect(() => load({ PUBLIC_URL: "https://auth.example.com" })).toThrow(/^ACCESS_TOKEN_SECRET is required/);
  expect(existsSync(join(cwd, "data"))).toBe(false);
});

it("makes none on localhost either while another setting is wrong", () => {
  expect(() => load({ COOKIE_SAME_SITE: "none" })).toThrow(/^COOKIE_SAME_SITE/);
  expect(existsSync(file)).toBe(false);
});

it.each([
  ["empty", ""],
  ["cut off", '{ "accessTokenSecret": "0123'],
  ["no object", "null"],
  ["half", JSON.stringify({ accessTokenSecret: GIVEN })],
  ["weak", JSON.stringify({ accessTokenSecret: GIVEN, refreshTokenSecret: "x".repeat(64) })],
])("refuses a damaged file and leaves it as it is: %s", (_damage, content) => {
  mkdirSync(join(cwd, "data"));
  writeFileSync(file, content);
  expect(load).toThrow(`${file} is damaged: restore it, or delete it`);
  expect(load).not.toThrow(GIVEN);
  expect(readFileSync(file, "utf8")).toBe(content);
});

it("says what to do when the folder cannot be made", () => {
  writeFileSync(join(cwd, "data"), "a file in its place");
  expect(load).toThrow(/secrets\.json cannot be read or made \(EEXIST\): set both token secrets/);
});

it("gives processes that start at once the same secrets", { timeout: 30_000 }, async () => {
  const rounds = 25;
  const folders = Array.from({ length: rounds }, (_, round) => join(cwd, String(round)));
  for (const folder of folders) mkdirSync(folder);
  const processes = Array.from({ length: 3 }, () => startLoader(folders));
  await Promise.all(processes.map(({ stderr }) => once(stderr, "data")));
  for (const { stdin } of processes) stdin.end("go");
  const answers = await Promise.all(processes.map(({ stdout }) => text(stdout)));
  expect(JSON.parse(answers[0] ?? "")).toHaveLength(rounds);
  expect(new Set(answers).size).toBe(1);
});

/** A process that says when it is ready, waits for its input to end, and prints the secrets of every folder. */
function startLoader(folders: readonly string[]) {
  const script = `
    import { text } from "node:stream/consumers";
    import { loadConfig } from ${JSON.stringify(new URL("./index.ts", import.meta.url).href)};
    process.stderr.write("ready");
    await text(process.stdin);
    const configs = ${JSON.stringify(folders)}.map((cwd) => loadConfig({ env: {}, cwd }));
    process.stdout.write(JSON.stringify(configs.map((config) => [config.accessTokenSecrets, config.refreshTokenSecrets])));
  `;
  return spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], { stdio: "pipe" });
}
