import type { Command } from "commander";
import { print } from "../utils/output.js";

/** The result of a command: `data` for programs, `text` for people. */
export interface CommandResult {
  readonly data: unknown;
  /** Ends with a line break. */
  readonly text: string;
}

/** The options that every command has. */
export interface GlobalOptions {
  readonly json?: true;
}

/**
 * The action of a command with one result, which is printed as text or, with `--json`, as JSON. `run` gets the arguments and
 * the options, including the global ones.
 */
export function action<Args extends unknown[]>(run: (...args: Args) => Promise<CommandResult>) {
  return async function (this: Command): Promise<void> {
    const { data, text } = await run(...argumentsOf<Args>(this));
    print(this.optsWithGlobals<GlobalOptions>().json ? `${JSON.stringify(data)}\n` : text);
  };
}

/** The action of a command that prints its results itself. */
export function rawAction<Args extends unknown[]>(run: (...args: Args) => Promise<void>) {
  return async function (this: Command): Promise<void> {
    await run(...argumentsOf<Args>(this));
  };
}

// Commander does not know the types. The definition of each command, beside its action, must match them.
function argumentsOf<Args extends unknown[]>(command: Command): Args {
  return [...command.processedArgs, command.optsWithGlobals()] as unknown[] as Args;
}
