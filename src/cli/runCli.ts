import { print, printMessage } from "../utils/output.js";
import { EXIT_CODES, type Failure, failureOf } from "./failures.js";
import { createProgram } from "./program.js";

/** Runs one command line and returns its exit code. Failures are printed on stderr. */
export async function runCli(args: readonly string[]): Promise<number> {
  // Not from the parser: a command line that cannot be parsed needs an answer in the same form.
  const json = args.includes("--json");
  const program = createProgram({
    writeOut: print,
    writeErr: (text) => {
      if (!json) printMessage(text);
    },
    // Printed below, like every other failure.
    outputError: () => undefined,
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return EXIT_CODES.done.code;
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null) return EXIT_CODES.done.code;
    printMessage(json ? toJson(failure) : toText(failure));
    return EXIT_CODES[failure.exit].code;
  }
}

function toJson({ code, message, errors }: Failure): string {
  return `${JSON.stringify({ error: { code, message, errors } })}\n`;
}

function toText({ message, errors, exit }: Failure): string {
  const fields = errors.map((error) => `  ${error.path}: ${error.message}\n`);
  const hint = exit === "usage" ? "Run the command with --help to see its usage.\n" : "";
  return `latchkey: ${message}\n${fields.join("")}${hint}`;
}
