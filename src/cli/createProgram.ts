import { Command, type OutputConfiguration } from "commander";
import { commands } from "./commands.js";
import { ownVersion } from "./ownVersion.js";

/** The whole command line. It does nothing until it is parsed; docs/reference/cli.md is made of it too. */
export function createProgram(output: OutputConfiguration = {}): Command {
  const program = new Command("latchkey")
    .description("Runs and looks after a Latchkey server. Settings come from the environment and the `.env` file.")
    .version(ownVersion(), "-V, --version", "print the version")
    .option("--json", "print one JSON document on stdout, errors as JSON on stderr, and ask nothing")
    .helpOption("-h, --help", "show how a command is used")
    .configureHelp({ showGlobalOptions: true })
    // Commands inherit both, so they are set before there is one.
    .exitOverride()
    .configureOutput(output);
  for (const add of commands) add(program);
  return program;
}
