import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { type Cli, cliOf, type Outcome } from "../support/cli/builtCli.js";
import { builtPackage } from "../support/process/builtPackage.js";
import { spawnLatchkey } from "../support/process/latchkeyProcess.js";
import { printed } from "../support/process/serverProcess.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

interface Copy {
  readonly cli: Cli;
  readonly folder: string;
  /** The files of the bundle. */
  readonly bundle: string;
  readonly cacheFile: string;
}

/** The built package, to be damaged. */
async function copyOfPackage(): Promise<Copy> {
  const folder = temporaryFolder();
  cpSync(await builtPackage(), folder, { recursive: true });
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  const bundle = join(folder, "dist/bundle");
  const [cacheFile = ""] = readdirSync(bundle).filter((name) => name.endsWith(".cache"));
  return { cli: cliOf(folder), folder, bundle, cacheFile: join(bundle, cacheFile) };
}

function versionOf({ cli, folder }: Copy): Promise<Outcome> {
  return cli.run(["--version"], { cwd: folder });
}

const { version, dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
  version: string;
  dependencies: Record<string, string>;
};
const PASSWORD = "correct horse battery";
const done: Outcome = { code: 0, stdout: `${version}\n`, stderr: "" };

describe("the server and the command line in one file", () => {
  test("load no module of their own beside it, and no driver of another database on SQLite", async () => {
    const copy = await copyOfPackage();
    const run = (env: Record<string, string>) => copy.cli.run(["migrate"], { cwd: temporaryFolder(), env });
    const onSqlite = await run({ NODE_DEBUG: "module", PUBLIC_URL: "http://localhost" });
    expect(onSqlite.code).toBe(0);
    expect(onSqlite.stderr).toContain("better-sqlite3");
    expect(onSqlite.stderr).not.toContain("mongoose");
    expect(onSqlite.stderr).not.toMatch(/\bpg\b/);

    for (const module of ["cli/runCli.js", "container.js"]) rmSync(join(copy.folder, "dist", module));
    expect((await run({ PUBLIC_URL: "http://localhost" })).code).toBe(0);
    const onMongo = await run({
      PUBLIC_URL: "http://localhost",
      DATABASE_URL: "mongodb://127.0.0.1:1/x?connectTimeoutMS=10&serverSelectionTimeoutMS=10",
    });
    expect(onMongo).toMatchObject({ code: 4 });
  });

  test("hold the licenses of all packages that they contain", async () => {
    const { bundle } = await copyOfPackage();
    const licenses = readFileSync(join(bundle, "LICENSES.txt"), "utf8");
    const absent = Object.entries(dependencies).filter(([name, at]) => !licenses.includes(`${name} ${at}: `));
    // They stay packages, but for jose, which only the verifier needs.
    const external = [
      "@node-rs/argon2",
      "@simplewebauthn/server",
      "bcrypt",
      "better-sqlite3",
      "jose",
      "mongoose",
      "openid-client",
      "pg",
    ];
    expect(absent.map(([name]) => name)).toEqual(external);
  });

  test("name the sources in the stack trace of an error", async () => {
    const folder = temporaryFolder();
    const port = await freePort();
    const server = await spawnLatchkey(folder, { PORT: String(port), PUBLIC_URL: "http://localhost" });
    await printed(server, "listens on");
    rmSync(join(folder, "data/latchkey.db"));
    const logged = printed(server, "The SQLite file was deleted or replaced.");
    await fetch(`http://127.0.0.1:${port}/api/v1/auth/register`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ username: "ada", fullName: "Ada", email: "ada@example.com", password: PASSWORD }),
    });
    expect(await logged).toMatch(/StoreUnavailableError: [^\n]*[( ]src\/stores\/sqlite\/databaseFile\.ts:\d+:\d+/);
  });
});

describe("the code that V8 compiled before", () => {
  test("lies beside the bundle, and a start writes nothing", async () => {
    const copy = await copyOfPackage();
    const before = readdirSync(copy.bundle);
    expect(before.filter((name) => name.includes(process.version))).toHaveLength(1);
    rmSync(copy.cacheFile);
    expect(await versionOf(copy)).toEqual(done);
    expect(readdirSync(copy.bundle)).toEqual(before.filter((name) => !name.endsWith(".cache")));
  });

  test("is not run when its file is damaged", async () => {
    const copy = await copyOfPackage();
    const bytes = readFileSync(copy.cacheFile);
    for (let at = 1000; at < bytes.length; at += 5000) bytes[at] = 255 - (bytes[at] ?? 0);
    writeFileSync(copy.cacheFile, bytes);
    expect(await versionOf(copy)).toEqual(done);
    writeFileSync(copy.cacheFile, "");
    expect(await versionOf(copy)).toEqual(done);
  });

  // V8 itself looks only at the length of the source.
  test("is not run for another bundle of the same length", async () => {
    const copy = await copyOfPackage();
    const file = join(copy.bundle, "programs.cjs");
    const text = "print the version";
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(text, text.toUpperCase()));
    const { stdout } = await copy.cli.run(["--help"], { cwd: copy.folder });
    expect(stdout).toContain(text.toUpperCase());
  });
});
