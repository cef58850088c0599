import { databaseUrlFault } from "../config/index.js";
import { CliError } from "./failures.js";
import { holdsPassword } from "./holdsPassword.js";
import { stdinText } from "./stdinText.js";

/** The URLs that arguments name: `-` is the next line of stdin. Throws USAGE and INPUT_MISSING; no message repeats a URL. */
export async function databaseUrls(named: Readonly<Record<string, string>>): Promise<string[]> {
  const isPiped = Object.values(named).includes("-");
  const lines = isPiped ? (await stdinText()).split(/\r?\n/).filter((line) => line !== "") : [];
  return Object.entries(named).map(([name, text]) => {
    if (holdsPassword(text)) {
      throw new CliError(
        "USAGE",
        `${name} holds a password, which every user of this machine can read in the list of processes. Change it, and pipe the new URL in: write - for it.`,
      );
    }
    return checked(name, text === "-" ? lines.shift() : text);
  });
}

function checked(name: string, url: string | undefined): string {
  if (url === undefined) throw new CliError("INPUT_MISSING", `There was no line on stdin for ${name}.`);
  const fault = databaseUrlFault(url);
  if (fault !== null) throw new CliError("USAGE", `${name} ${fault}.`);
  return url;
}
