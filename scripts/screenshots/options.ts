import { parseArgs } from "node:util";

export const HELP = `Takes pictures of every page in every state and of every mail: light, dark, on a phone, in German, and in the pseudo-language,
which is longer and runs from right to left. They are in screenshots/, with index.html to see them side by side.

  npm run screenshots                       all
  npm run screenshots -- sign-in mail       those whose name contains one of these words; the other pictures stay
  npm run screenshots -- --readme           the two pictures of the README, into docs/images

It needs Chromium, and ends with 1 when a page or mail could not be shown.
`;

export interface Options {
  readonly help: boolean;
  readonly readme: boolean;
  readonly words: readonly string[];
}

/** Throws an error that says what is wrong with the command line. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { help: { type: "boolean", default: false }, readme: { type: "boolean", default: false } },
  });
  if (values.readme && positionals.length > 0) throw new Error("--readme takes its two pictures only");
  return { ...values, words: positionals };
}
