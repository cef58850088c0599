import { text as readText } from "node:stream/consumers";
import { type CANCEL_SYMBOL, confirm, isCancel, password, select, text } from "@clack/prompts";
import type { GlobalOptions } from "./command.js";
import { CliError } from "./failures.js";

export interface PromptOptions extends GlobalOptions {
  readonly yes?: boolean | undefined;
}

export interface PasswordOptions extends PromptOptions {
  readonly passwordStdin?: boolean | undefined;
}

// Prompts go to stderr, so that the result on stdout can be piped.
const output = process.stderr;

/** Whether the user may be prompted: only on a terminal, and neither with `--json` nor with `--yes`. */
export function canPrompt({ json, yes }: PromptOptions): boolean {
  return !json && !yes && process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Prompts for a text. `check` returns what is wrong with it. Throws CANCELLED. */
export async function promptText(
  message: string,
  { initial = "", check }: { initial?: string; check?: (text: string) => string | undefined } = {},
): Promise<string> {
  const validate = (value: string | undefined) => check?.(value ?? "");
  return unlessCancelled(await text({ message, initialValue: initial, output, validate }));
}

interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly hint: string;
}

/** Prompts for one of several. Throws CANCELLED. */
export async function promptChoice<Value extends string>(
  message: string,
  choices: readonly Choice<Value>[],
): Promise<Value> {
  // The library's type of an option depends on its value's, which only a caller without type parameters knows.
  const options = choices.map(({ value, ...shown }) => ({ value: value as string, ...shown }));
  const chosen = unlessCancelled(await select({ message, options, output }));
  return chosen as Value;
}

/** Prompts for a text without showing it. Throws CANCELLED. */
export async function promptSecret(message: string): Promise<string> {
  return unlessCancelled(await password({ message, output }));
}

/** Asks before something that cannot be undone. Throws CANCELLED, or CONFIRMATION_NEEDED without a terminal. */
export async function assertConfirmed(options: PromptOptions, question: string): Promise<void> {
  if (options.yes) return;
  if (!canPrompt(options)) throw new CliError("CONFIRMATION_NEEDED", `${question} Use --yes to confirm.`);
  const isConfirmed = unlessCancelled(await confirm({ message: question, initialValue: false, output }));
  if (!isConfirmed) throw new CliError("CANCELLED", "Canceled. Nothing was changed.");
}

function unlessCancelled<T>(answer: T | typeof CANCEL_SYMBOL): T {
  if (isCancel(answer)) throw new CliError("CANCELLED", "Canceled. Nothing was changed.");
  return answer;
}

/**
 * Reads a new password. It is never an argument: every user of the machine can see those in the process list, and the shell
 * saves them in its history. Throws INPUT_MISSING and CANCELLED.
 */
export async function readNewPassword(options: PasswordOptions): Promise<string> {
  if (options.passwordStdin) return passwordFromStdin();
  if (!canPrompt(options)) {
    throw new CliError("INPUT_MISSING", "Password required: pipe it to stdin and use --password-stdin.");
  }
  const first = await promptSecret("Password");
  if ((await promptSecret("Repeat the password")) === first) return first;
  throw new CliError("CANCELLED", "The passwords do not match. Nothing was changed.");
}

/** Reads the password of an existing account: like a new one, but typed once. */
export async function readPassword(options: PasswordOptions): Promise<string> {
  if (!options.passwordStdin && canPrompt(options)) return promptSecret("Password");
  return readNewPassword(options);
}

async function passwordFromStdin(): Promise<string> {
  // `echo` adds a line break. Other white space belongs to the password.
  const secret = (await stdinText()).replace(/\r?\n$/, "");
  if (secret === "") throw new CliError("INPUT_MISSING", "stdin has no password.");
  return secret;
}

/** Everything that is piped in. */
export function stdinText(): Promise<string> {
  return readText(process.stdin);
}
