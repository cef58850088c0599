import { Command, type OutputConfiguration } from "commander";
import { VERSION } from "../serve/index.js";
import { audit } from "./audit.js";
import { backup } from "./backup.js";
import type { AddCommand } from "./command.js";
import { copy } from "./copy.js";
import { doctor } from "./doctor.js";
import { importCommand } from "./import.js";
import { init } from "./init.js";
import { keys } from "./keys.js";
import { migrate } from "./migrate.js";
import { newCommand } from "./new.js";
import { rehearse } from "./rehearse.js";
import { serve } from "./serve.js";
import { sessions } from "./sessions.js";
import { users } from "./users.js";

/** Every command, in the order of the help. */
const COMMANDS: readonly AddCommand[] = [
  newCommand,
  serve,
  init,
  migrate,
  backup,
  users,
  importCommand,
  copy,
  sessions,
  rehearse,
  keys,
  audit,
  doctor(VERSION),
];

/** The whole command line. It does nothing until it is parsed. docs/reference/cli.md is generated from it. */
export function createProgram(output: OutputConfiguration = {}): Command {
  const program = new Command("latchkey")
    .description("Runs and manages a Latchkey server. Settings come from the environment and the .env file.")
    .version(VERSION, "-V, --version", "print the version")
    .option("--json", "print JSON on stdout, print errors as JSON on stderr, and do not prompt")
    .helpOption("-h, --help", "show help for a command")
    .configureHelp({ showGlobalOptions: true })
    // Commands inherit both when they are added.
    .exitOverride()
    .configureOutput(output);
  for (const add of COMMANDS) add(program);
  return program;
}
