import { text } from "node:stream/consumers";

/** All that is piped in. */
export function stdinText(): Promise<string> {
  return text(process.stdin);
}
