import { CliError } from "./failures.js";
import { type AskingOptions, askSecret, mayAsk } from "./questions.js";
import { stdinText } from "./stdinText.js";

export interface PasswordOptions extends AskingOptions {
  readonly passwordStdin?: true;
}

/**
 * A password to be set. Never an argument: every user of the machine sees those in the list of processes, and the shell
 * keeps them. Throws INPUT_MISSING, CANCELLED.
 */
export async function readNewPassword(options: PasswordOptions): Promise<string> {
  if (options.passwordStdin) return withoutLineBreak(await stdinText());
  if (!mayAsk(options)) {
    throw new CliError("INPUT_MISSING", "A password is needed: pipe it in and add --password-stdin.");
  }
  const first = await askSecret("Password");
  if ((await askSecret("The same again")) === first) return first;
  throw new CliError("CANCELLED", "The two passwords differ. Nothing was done.");
}

/** The password of an account that exists. Taken like a new one, but typed once. */
export async function readPassword(options: PasswordOptions): Promise<string> {
  if (!options.passwordStdin && mayAsk(options)) return askSecret("Password");
  return readNewPassword(options);
}

/** `echo` adds one; other spaces belong to the password. */
function withoutLineBreak(text: string): string {
  const password = text.replace(/\r?\n$/, "");
  if (password === "") throw new CliError("INPUT_MISSING", "There was no password on stdin.");
  return password;
}
