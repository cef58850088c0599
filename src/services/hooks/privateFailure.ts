import { isError, messageOf, nameOf } from "../../utils/errorFacts.js";
import { publicText } from "./publicText.js";

/**
 * An error of an app's function as it may be logged: what it says, unless it repeats one of the `secrets` that the function got, and
 * the places in the code. A service may repeat in its error what it was sent.
 */
export function privateFailure(name: string, error: unknown, secrets: readonly string[]): Error {
  const message = messageOf(error);
  const said = repeats(message, secrets) ? "." : `: ${publicText(message)}`;
  const failure = new Error(`${name} failed: ${nameOf(error)}${said}`);
  // The first lines of a stack repeat the message.
  const frames = isError(error) ? (error.stack ?? "").split("\n").filter((line) => /^ +at /.test(line)) : [];
  failure.stack = [`Error: ${failure.message}`, ...frames].join("\n");
  return failure;
}

/** In the spelling of a URL too. */
function repeats(text: string, secrets: readonly string[]): boolean {
  const said = text.toLowerCase();
  const spellings = secrets.flatMap((secret) => [secret, encodeURIComponent(secret.toWellFormed())]);
  return spellings.some((spelling) => said.includes(spelling.toLowerCase()));
}
