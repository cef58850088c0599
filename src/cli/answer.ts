import type { Command } from "commander";
import { print } from "../utils/output.js";

/** What a command found or did: for programs, and for people. */
export interface Answer {
  readonly data: unknown;
  /** With its line break. */
  readonly text: string;
}

/** The options that every command has. */
export interface GlobalOptions {
  readonly json?: true;
}

/**
 * The action of a command that ends with one answer, which is printed in the form that was asked for. `work` gets the
 * arguments and the options, those of the whole program included.
 */
export function answering<Args extends unknown[]>(work: (...args: Args) => Promise<Answer>) {
  return async function (this: Command): Promise<void> {
    const answer = await work(...argumentsOf<Args>(this));
    printAnswer(this, answer);
  };
}

/** The action of a command that prints by itself. */
export function working<Args extends unknown[]>(work: (...args: Args) => Promise<void>) {
  return async function (this: Command): Promise<void> {
    await work(...argumentsOf<Args>(this));
  };
}

// The definition of the command beside its action is what vouches for the types; the library does not know them.
function argumentsOf<Args extends unknown[]>(command: Command): Args {
  return [...command.processedArgs, command.optsWithGlobals()] as unknown[] as Args;
}

function printAnswer(command: Command, { data, text }: Answer): void {
  print(command.optsWithGlobals<GlobalOptions>().json ? `${JSON.stringify(data)}\n` : text);
}
