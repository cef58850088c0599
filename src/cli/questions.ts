import { type CANCEL_SYMBOL, confirm, isCancel, password, text } from "@clack/prompts";
import type { GlobalOptions } from "./answer.js";
import { CliError } from "./failures.js";

export interface AskingOptions extends GlobalOptions {
  readonly yes?: true;
}

/** Answers what is wrong with a text, or nothing. */
type Check = (text: string) => string | undefined;

// Results go to stdout alone, so that they can be piped elsewhere while somebody is being asked.
const output = process.stderr;

/** Whether somebody is there to be asked: a program is not, nor is who said `--yes`. */
export function mayAsk({ json, yes }: AskingOptions): boolean {
  return !json && !yes && process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Asks for a text. Throws CANCELLED. */
export async function askText(message: string, settings: { initial?: string; check?: Check } = {}): Promise<string> {
  const { initial = "", check } = settings;
  const validate = (value: string | undefined) => check?.(value ?? "");
  return unlessCancelled(await text({ message, initialValue: initial, output, validate }));
}

/** Asks for a text that is not shown. Throws CANCELLED. */
export async function askSecret(message: string): Promise<string> {
  return unlessCancelled(await password({ message, output }));
}

/** Asks before something that cannot be undone. Throws CANCELLED, or CONFIRMATION_NEEDED where nobody can be asked. */
export async function assertSure(options: AskingOptions, question: string): Promise<void> {
  if (options.yes) return;
  if (!mayAsk(options)) throw new CliError("CONFIRMATION_NEEDED", `${question} Add --yes if you are sure.`);
  const isSure = unlessCancelled(await confirm({ message: question, initialValue: false, output }));
  if (!isSure) throw new CliError("CANCELLED", "Nothing was done.");
}

function unlessCancelled<T>(answer: T | typeof CANCEL_SYMBOL): T {
  if (isCancel(answer)) throw new CliError("CANCELLED", "Nothing was done.");
  return answer;
}
