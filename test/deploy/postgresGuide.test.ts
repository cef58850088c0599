import { execFile } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPostgres } from "../../scripts/postgres/findPostgres.js";
import { type RunningPostgres, startPostgres } from "../../scripts/postgres/startPostgres.js";
import { newSecret } from "../../src/config/index.js";
import { builtCli } from "../support/cli/builtCli.js";
import { aRegistration } from "../support/http/accounts.js";
import { TestClient } from "../support/http/TestClient.js";
import { failureOf, spawnLatchkey, startLatchkey } from "../support/process/latchkeyProcess.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const GUIDE = "docs/guides/postgresql.md";
const OPERATIONS = "docs/guides/operations.md";
const cli = builtCli();
const postgres = findPostgres();

/** The blocks of code below a heading of a page. */
function blocksBelow(page: string, heading: string, language: string): string[] {
  const [, section = ""] = readFileSync(page, "utf8").split(`\n## ${heading}\n`);
  const [text = ""] = section.split("\n## ", 1);
  return [...text.matchAll(/^ *```(\w+)\n(.*?)^ *```$/gms)]
    .filter(([, of]) => of === language)
    .map(([, , code = ""]) => code);
}

/** The lines of a section's commands that begin with a program's name. */
function commandsOf(program: string, heading: string): string[] {
  const lines = blocksBelow(OPERATIONS, heading, "sh").flatMap((block) => block.split("\n").map((line) => line.trim()));
  return lines.filter((line) => line.startsWith(`${program} `));
}

describe.skipIf(postgres.kind !== "found")("what the guides say about PostgreSQL, word for word", () => {
  if (postgres.kind !== "found") return;
  const { programs } = postgres;
  const [ownsSchema, twoUsers] = blocksBelow(GUIDE, "Rights", "sql");
  let server: RunningPostgres;

  beforeAll(async () => {
    server = await startPostgres(programs);
  }, 60_000);
  afterAll(() => server.dispose());

  /** Runs SQL as the administrator. */
  async function asAdministrator(sql: string): Promise<string> {
    const file = join(await programs.makeFolder(), "guide.sql");
    writeFileSync(file, sql, { mode: 0o644 });
    return programs.run("psql", ["--no-psqlrc", "-At", "--set=ON_ERROR_STOP=1", `--file=${file}`, server.url]);
  }

  /** Runs commands of a guide in a folder, where `latchkey` and PostgreSQL's programs are on the PATH. */
  async function inShell(
    commands: string,
    { cwd, env = {}, input = "" }: { cwd: string; env?: object; input?: string },
  ) {
    const bin = temporaryFolder();
    const script = join(bin, "latchkey");
    writeFileSync(script, `#!/bin/sh\nexec "${process.execPath}" "${cli().file}" "$@"\n`);
    chmodSync(script, 0o755);
    const PATH = [bin, programs.folder, process.env["PATH"]].join(":");
    const shell = promisify(execFile)("sh", ["-e", "-c", commands], { cwd, env: { PATH, ...env } });
    shell.child.stdin?.end(input);
    return (await shell).stdout;
  }

  const urlOf = (user: string, password: string) =>
    `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${server.port}/latchkey`;

  /** A command of a guide, for the server of this test. */
  const here = (command: string) => command.replaceAll("db.example.com", `127.0.0.1:${server.port}`);

  test("a server on SQLite moves to PostgreSQL, and nobody is signed out", async () => {
    await asAdministrator(ownsSchema ?? "");
    const cwd = temporaryFolder();
    const settings = { DATABASE_URL: "sqlite:data/latchkey.db", RATE_LIMIT: "off" };
    const secrets = { ACCESS_TOKEN_SECRET: newSecret(), REFRESH_TOKEN_SECRET: newSecret() };
    const lines = Object.entries({ ...settings, ...secrets }).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(cwd, ".env"), lines.join(""), { mode: 0o600 });

    const before = await startLatchkey(cwd);
    const ada = aRegistration();
    const client = new TestClient(before.api);
    expect((await client.post("/auth/register", ada)).status).toBe(201);
    const { refreshToken } = (await client.post("/auth/login", { email: ada.email, password: ada.password })).body.data;

    const [commands = ""] = blocksBelow(GUIDE, "From SQLite", "sh");
    const said = await inShell(commands, { cwd, input: `${urlOf("latchkey", "password")}\n` });
    expect(said).toMatch(/The copy can begin\..*Copied and compared \d+ records from sqlite:.* to postgres:/s);
    expect(said).not.toContain("password");
    expect((await client.post("/auth/refresh-token", { refreshToken })).status).toBe(503);
    expect(await before.stop()).toBe(0);

    const after = await startLatchkey(cwd);
    const refreshed = await new TestClient(after.api).post("/auth/refresh-token", { refreshToken });
    expect(refreshed.status).toBe(200);
    expect(await after.stop()).toBe(0);
    expect(await asAdministrator(`\\connect latchkey\nSELECT count(*) FROM latchkey.users`)).toMatch(/1$/m);
  }, 60_000);

  test("a backup is made by the command that latchkey prints, and restored with everything in it", async () => {
    const [cwd, ada] = [temporaryFolder(), aRegistration()];
    const url = urlOf("latchkey", "password");
    const env = { DATABASE_URL: url, RATE_LIMIT: "off" };
    const first = await startLatchkey(cwd, env);
    expect((await new TestClient(first.api).post("/auth/register", ada)).status).toBe(201);

    const { message } = await cli().failure(["backup", "latchkey.dump"], { cwd, env });
    expect(message).not.toContain(":password");
    const command = message.split("\n").at(-1) ?? "";
    expect(commandsOf("pg_dump", "Backups").map(here)).toEqual([command]);
    await inShell(command, { cwd, env: { PGPASSWORD: "password" } });

    const email = "later@example.com";
    expect((await new TestClient(first.api).post("/auth/register", { ...ada, username: "later", email })).status).toBe(
      201,
    );
    expect(await first.stop()).toBe(0);
    const restore = [...commandsOf("psql", "Restoring"), ...commandsOf("pg_restore", "Restoring")];
    expect(restore).toHaveLength(2);
    await inShell(here(restore.join("\n")), { cwd, env: { PGPASSWORD: server.password } });

    const second = await startLatchkey(cwd, env);
    const signIn = (who: string) =>
      new TestClient(second.api).post("/auth/login", { email: who, password: ada.password });
    expect([(await signIn(ada.email)).status, (await signIn(email)).status]).toEqual([200, 401]);
    expect(await second.stop()).toBe(0);
    expect(await cli().json(["migrate", "--dry-run"], { cwd, env })).toMatchObject({ missing: [], unknown: [] });
  }, 60_000);

  test("a server of a user that may change no table runs once the owner has migrated, and says so before", async () => {
    await asAdministrator("DROP DATABASE latchkey; DROP ROLE latchkey;");
    await asAdministrator(`${ownsSchema}${twoUsers}`);
    const cwd = temporaryFolder();
    const asServer = { DATABASE_URL: urlOf("latchkey", "password"), RATE_LIMIT: "off" };
    const refused = await failureOf(await spawnLatchkey(cwd, asServer));
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain("does not let the user of its URL create the schema");

    const asOwner = { DATABASE_URL: urlOf("latchkey_owner", "another password") };
    await cli().json(["migrate"], { cwd, env: asOwner });
    const running = await startLatchkey(cwd, asServer);
    const ada = aRegistration();
    expect((await new TestClient(running.api).post("/auth/register", ada)).status).toBe(201);
    expect((await fetch(`${running.origin}/health/ready`)).status).toBe(200);
    expect(await running.stop()).toBe(0);
  }, 60_000);
});
