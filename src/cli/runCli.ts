import { print, printMessage } from "../utils/output.js";
import { createProgram } from "./createProgram.js";
import { EXIT_CODES, type Failure, failureOf } from "./failures.js";

/** Runs one command line and answers its exit code. What fails is told on stderr. */
export async function runCli(args: readonly string[]): Promise<number> {
  // Read before anything is parsed: a command line that cannot be parsed is answered in the same form.
  const json = args.includes("--json");
  const program = createProgram({
    writeOut: print,
    writeErr: (text) => {
      if (!json) printMessage(text);
    },
    // It is told below, with everything else that may fail.
    outputError: () => undefined,
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return EXIT_CODES.done.code;
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null) return EXIT_CODES.done.code;
    printMessage(json ? jsonOf(failure) : textOf(failure));
    return EXIT_CODES[failure.exit].code;
  }
}

function jsonOf({ code, message, errors }: Failure): string {
  return `${JSON.stringify({ error: { code, message, errors } })}\n`;
}

function textOf({ message, errors, exit }: Failure): string {
  const fields = errors.map((error) => `  ${error.path}: ${error.message}\n`);
  const hint = exit === "usage" ? "Add --help to see how the command is used.\n" : "";
  return `latchkey: ${message}\n${fields.join("")}${hint}`;
}
