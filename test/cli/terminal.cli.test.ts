import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { builtCli, outcomeOf } from "../support/cli/builtCli.js";
import { describeOnEveryDatabase } from "../support/cli/databases.js";
import { anAccount, PASSWORD } from "../support/cli/people.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const cli = builtCli();

// Node cannot open a terminal. Python can, and the build of better-sqlite3 requires it.
const TERMINAL = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";
// A new terminal has no width, so each letter would be on its own line.
const WITH_WIDTH = ["sh", "-c", 'stty cols 120 rows 40; exec "$@"', "sh"];

function hasPython(): boolean {
  try {
    execFileSync("python3", ["-c", "import pty"]);
    return true;
  } catch {
    return false;
  }
}

/** Runs a command line on a terminal, and answers each prompt when it appears. */
async function onTerminal(
  args: readonly string[],
  place: { cwd: string; env: Record<string, string> },
  answers: readonly [string, string][],
) {
  const env = { PATH: process.env["PATH"], TERM: "xterm", ...place.env };
  const child: ChildProcess = spawn("python3", ["-c", TERMINAL, ...WITH_WIDTH, process.execPath, cli().file, ...args], {
    cwd: place.cwd,
    env,
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let screen = "";
  const left = [...answers];
  child.stdout?.on("data", (chunk) => {
    screen += String(chunk);
    const [next] = left;
    if (next === undefined || !screen.includes(next[0])) return;
    left.shift();
    screen = "";
    child.stdin?.write(next[1]);
  });
  const { code, stdout } = await outcomeOf(child);
  return { code, screen: stdout, unasked: left.map(([question]) => question) };
}

test.skipIf(!hasPython())("new prompts for the folder and the template", async () => {
  const cwd = temporaryFolder();
  const asked = await onTerminal(["new"], { cwd, env: {} }, [
    ["Folder of the new app", "\r"],
    ["Template", "\r"],
  ]);
  expect(asked).toMatchObject({ code: 0, unasked: [] });
  expect(readdirSync(join(cwd, "my-app"))).toContain("package.json");
});

describeOnEveryDatabase("on a terminal", ({ place: newPlace }) => {
  test.skipIf(!hasPython())("delete asks first: no keeps the account, yes deletes it", async () => {
    const place = await newPlace();
    const { _id } = await anAccount(place.store, "ada");
    const refused = await onTerminal(["users", "delete", "ada"], place, [["permanently?", "n"]]);
    expect(refused).toMatchObject({ code: 130, unasked: [] });
    expect(await place.store.users.byId(_id)).not.toBeNull();
    const done = await onTerminal(["users", "delete", "ada"], place, [["permanently?", "y"]]);
    expect(done).toMatchObject({ code: 0, unasked: [] });
    expect(await place.store.users.byId(_id)).toBeNull();
  });

  test.skipIf(!hasPython())(
    "create prompts for what is missing, for the password twice and without showing it",
    async () => {
      const place = await newPlace();
      const asked = await onTerminal(["users", "create", "--username", "ada", "--verified"], place, [
        ["Email address", "ada@example.com\r"],
        ["Full name", "Ada Lovelace\r"],
        ["Password", `${PASSWORD}\r`],
        ["Repeat the password", `${PASSWORD}\r`],
      ]);
      expect(asked).toMatchObject({ code: 0, unasked: [] });
      expect(asked.screen).not.toContain(PASSWORD);
      expect(await place.store.users.byLogin({ username: "ada" })).toMatchObject({ fullName: "Ada Lovelace" });
    },
  );
});
