import { chmodSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { builtCli } from "../support/cli/builtCli.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const cli = builtCli();

describe("wrong usage", () => {
  test.each([
    [["frobnicate"], "frobnicate"],
    [["users"], "Command required."],
    [["users", "lst"], "list"],
    [["users", "list", "--frob"], "--frob"],
    [["users", "list", "--limit"], "--limit"],
    [["users", "list", "--limit", "0"], "from 1 to 1000"],
    [["users", "list", "--limit", "1e3"], "from 1 to 1000"],
    [["users", "show"], "user"],
    [["users", "show", "ada", "bob"], "too many arguments"],
    [["users", "create", "--username", "ada"], "--email is required"],
    [["audit", "tail", "--since", "5"], "with a unit"],
    [["serve", "--workers", "0"], "from 1 to 256"],
    [["users", "list", "--username", "a", "--email", "b"], "either --username or --email"],
  ])("%j exits with 2, explains it on stderr, and changes nothing", async (args, reason) => {
    const cwd = temporaryFolder();
    const failure = await cli().failure(args, { cwd });
    expect(failure).toMatchObject({ exit: 2, code: expect.stringMatching(/^(USAGE|INPUT_MISSING)$/), errors: [] });
    expect(failure.message).toContain(reason);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test("without --json prints one line and a hint on stderr, and nothing on stdout", async () => {
    const outcome = await cli().run(["users", "list", "--frob"], { cwd: temporaryFolder() });
    expect(outcome).toEqual({
      code: 2,
      stdout: "",
      stderr: "latchkey: unknown option '--frob'\nRun the command with --help to see its usage.\n",
    });
  });

  test("there is no option for a password, and its value is not repeated", async () => {
    const args = ["users", "create", "--username", "ada", "--password", "correct horse battery"];
    const { exit, message } = await cli().failure(args, { cwd: temporaryFolder() });
    expect(exit).toBe(2);
    expect(message).not.toContain("correct horse");
  });
});

test("help and version go to stdout and exit with 0", async () => {
  const cwd = temporaryFolder();
  for (const args of [["--help"], ["users", "create", "--help"], ["help", "serve"]]) {
    const { code, stdout, stderr } = await cli().run(args, { cwd });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Usage: latchkey");
  }
  expect(await cli().run(["--version"], { cwd })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+/),
  });
});

describe("a database that is not available exits with 4, without the password in the message", () => {
  test("no server at the address", async () => {
    const env = { DATABASE_URL: `mongodb://ada:geheim@127.0.0.1:${await freePort()}/latchkey` };
    const failure = await cli().failure(["users", "list"], { cwd: temporaryFolder(), env });
    expect(failure).toMatchObject({ exit: 4, code: "STORE_UNAVAILABLE" });
    expect(failure.message).not.toContain("geheim");
    expect(await cli().failure(["migrate"], { cwd: temporaryFolder(), env })).toMatchObject({ exit: 4 });
  });

  test("no file: no empty database is created in the wrong folder", async () => {
    const cwd = temporaryFolder();
    const failure = await cli().failure(["users", "list"], { cwd });
    expect(failure).toMatchObject({ exit: 4, code: "DATABASE_MISSING" });
    expect(existsSync(join(cwd, "data/latchkey.db"))).toBe(false);
  });

  test.skipIf(process.getuid?.() === 0)("a file that is not writable", async () => {
    const cwd = temporaryFolder();
    await cli().run(["migrate"], { cwd });
    chmodSync(join(cwd, "data/latchkey.db"), 0o400);
    expect(await cli().failure(["users", "list"], { cwd })).toMatchObject({ exit: 4, code: "STORE_UNAVAILABLE" });
  });
});

test("a wrong setting exits with 6 and is named", async () => {
  const env = { DATABASE_URL: "mysql://localhost" };
  const failure = await cli().failure(["users", "list"], { cwd: temporaryFolder(), env });
  expect(failure).toMatchObject({ exit: 6, code: "CONFIG_INVALID" });
  expect(failure.message).toMatch(/^DATABASE_URL must begin with/);
});
