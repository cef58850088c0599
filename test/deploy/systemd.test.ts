import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findOnPath } from "../../scripts/mongo/findOnPath.js";
import { EXIT_CODES } from "../../src/cli/failures.js";
import { createProgram } from "../../src/cli/program.js";
import { loadConfig } from "../../src/config/index.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const unit = readFileSync("deploy/systemd/latchkey.service", "utf8");

/** What the unit says about a name, in the order of its lines. */
function said(name: string): string[] {
  return [...unit.matchAll(new RegExp(`^${name}=(.*)$`, "gm"))].map(([, value = ""]) => value);
}

test("the unit starts a program and a command that the package has", () => {
  const [node, program, ...args] = (said("ExecStart")[0] ?? "").split(" ");
  const { bin } = JSON.parse(readFileSync("package.json", "utf8")) as { bin: { latchkey: string } };
  expect([node, program]).toEqual(["/usr/bin/node", `/opt/latchkey/${bin.latchkey}`]);
  expect(args).toEqual(["serve"]);
  expect(createProgram().commands.map((command) => command.name())).toContain("serve");
});

test("the unit gives an orderly end the time that the server takes, workers included", () => {
  // Two seconds more than SHUTDOWN_TIMEOUT: then the first process has killed its workers and ends.
  const { shutdownTimeout } = loadConfig({ env: {}, cwd: temporaryFolder() });
  expect(Number(said("TimeoutStopSec")[0])).toBeGreaterThan(shutdownTimeout / 1000 + 2);
});

test("a wrong setting is reported once; after any other end the server starts again, however often", () => {
  expect(said("Restart")).toEqual(["always"]);
  expect(said("RestartPreventExitStatus")).toEqual([String(EXIT_CODES.settings.code)]);
  expect(said("StartLimitIntervalSec")).toEqual(["0"]);
});

test("the unit holds no setting, so no secret: they are in the .env file of the working directory", () => {
  expect(said("Environment")).toEqual(["NODE_ENV=production"]);
  expect(said("EnvironmentFile")).toEqual([]);
  expect(said("WorkingDirectory")).toEqual(["/var/lib/latchkey"]);
});

test("the server is a user of its own that can write its folder and gain nothing", () => {
  expect(said("User")).toEqual(["latchkey"]);
  const hardening = { NoNewPrivileges: "yes", CapabilityBoundingSet: "", ProtectSystem: "strict", ProtectHome: "yes" };
  for (const [name, value] of Object.entries(hardening)) expect([name, ...said(name)]).toEqual([name, value]);
  // V8 compiles JavaScript while it runs: with this the server does not even start.
  expect(said("MemoryDenyWriteExecute")).toEqual([]);
});

test.skipIf(findOnPath("systemd-analyze") === null)("systemd finds nothing wrong with the unit", () => {
  const file = join(temporaryFolder(), "latchkey.service");
  // It looks whether there is a program, which depends on the machine.
  writeFileSync(file, unit.replace("/usr/bin/node", process.execPath));
  // A misspelled line is only reported on stderr, and the exit code is 0.
  const { status, stderr } = spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
});
