import { createRequire } from "node:module";
import { Command, type OutputConfiguration } from "commander";
import { addAudit } from "./audit.js";
import { addBackup } from "./backup.js";
import { addCopy } from "./copy.js";
import { addDoctor } from "./doctor.js";
import { addImport } from "./import.js";
import { addInit } from "./init.js";
import { addKeys } from "./keys.js";
import { addMigrate } from "./migrate.js";
import { addServe } from "./serve.js";
import { addSessions } from "./sessions.js";
import { addUsers } from "./users.js";

/** Every command, in the order of the help. */
const COMMANDS: readonly ((program: Command) => void)[] = [
  addServe,
  addInit,
  addMigrate,
  addBackup,
  addUsers,
  addImport,
  addCopy,
  addSessions,
  addKeys,
  addAudit,
  addDoctor,
];

/** The whole command line. It does nothing until it is parsed. docs/reference/cli.md is generated from it. */
export function createProgram(output: OutputConfiguration = {}): Command {
  const program = new Command("latchkey")
    .description("Runs and manages a Latchkey server. Settings come from the environment and the .env file.")
    .version(ownVersion(), "-V, --version", "print the version")
    .option("--json", "print JSON on stdout, print errors as JSON on stderr, and do not prompt")
    .helpOption("-h, --help", "show help for a command")
    .configureHelp({ showGlobalOptions: true })
    // Commands inherit both when they are added.
    .exitOverride()
    .configureOutput(output);
  for (const add of COMMANDS) add(program);
  return program;
}

function ownVersion(): string {
  const found: unknown = createRequire(import.meta.url)("../../package.json");
  return typeof found === "object" && found !== null && "version" in found ? String(found.version) : "";
}
