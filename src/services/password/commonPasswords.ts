import { readFileSync } from "node:fs";

let list: string | null = null;

/**
 * Whether a password is one of the 49,233 that guessing starts with, in any case and in full-width letters too. The list is
 * read once, at the first question.
 */
export function isCommonPassword(password: string): boolean {
  list ??= readList();
  const text = list;
  const words = new Set([password.normalize("NFC").toLowerCase(), password.normalize("NFKC").toLowerCase()]);
  return [...words].some((word) => !word.includes("\n") && text.includes(`\n${word}\n`));
}

/**
 * The words in one text, a line each. A set of as many strings takes 2.5 MB of heap, and the package's own index with its
 * other lists as much again; the text takes 0.4 MB, and a look through it less than half a millisecond.
 */
function readList(): string {
  const file = new URL(import.meta.resolve("@zxcvbn-ts/language-common/src/passwords.json"));
  const words = JSON.parse(readFileSync(file, "utf8")) as string[];
  return `\n${words.join("\n")}\n`;
}
