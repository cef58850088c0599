import { resolve } from "node:path";
import type { Command } from "commander";
import { type EnvValues, loadConfig, newSecret, renderEnvFile } from "../config/index.js";
import { answering } from "./answer.js";
import { askSettings } from "./init/askSettings.js";
import { hintsFor } from "./init/hints.js";
import { assertWithoutPassword, type InitOptions, settingsOf } from "./init/initOptions.js";
import { readSettings } from "./init/readSettings.js";
import { assertFree, writeEnvFile } from "./init/writeEnvFile.js";
import { mayAsk } from "./questions.js";

const INTRODUCTION = [
  'Made by "latchkey init". It holds secrets: readable by its owner alone, and nothing for a repository.',
  "Uncomment what you change. The environment beats this file.",
];

/** `latchkey init` */
export function addInit(program: Command): void {
  program
    .command("init")
    .summary("write a .env file with fresh secrets")
    .description(
      "Writes a commented .env file with fresh secrets into the working directory, mode 0600, after checking that a server would start with it. A terminal is asked what the options do not say. Passwords are typed or come by --stdin, never as an option: options are seen by every user of the machine.",
    )
    .option("--public-url <url>", "the address that users see")
    .option("--port <port>", "the port to listen on")
    .option("--host <address>", "the address to listen on")
    .option("--database <url>", "sqlite:<file>, mongodb://… or mongodb+srv://…, without a password")
    .option("--smtp <url>", "smtps://host:465 or smtp://host:587, without a password")
    .option("--mail-from <sender>", "the sender of mail")
    .option("--cors-origin <origins>", "other origins whose pages may call the API, separated by commas")
    .option("--trust-proxy <proxies>", "the number of proxies in front, or their addresses")
    .option("--stdin", "read further settings from stdin, as lines of a .env file")
    .option("--force", "overwrite an existing file; its secrets are lost, which signs everybody out")
    .option("-y, --yes", "ask nothing")
    .action(
      answering(async (options: InitOptions) => {
        const file = resolve(".env");
        if (!options.force) assertFree(file);
        const values = await collect(options);
        const text = renderEnvFile(INTRODUCTION, values);
        // By itself: what this shell happens to export is not there at the next start.
        const config = loadConfig({ env: {}, dotEnv: text });
        writeEnvFile(file, text, options.force === true);
        const hints = hintsFor(config);
        const lines = [`Written: ${file}`, ...hints, 'Start it by "latchkey serve".'];
        return { data: { file, settings: Object.keys(values), hints }, text: `${lines.join("\n")}\n` };
      }),
    );
}

async function collect(options: InitOptions): Promise<EnvValues> {
  const given = settingsOf(options);
  assertWithoutPassword(given);
  const piped = options.stdin ? await readSettings() : {};
  const known = { ...given, ...piped };
  const asked = mayAsk(options) && !options.stdin ? await askSettings(known) : {};
  return { ACCESS_TOKEN_SECRET: newSecret(), REFRESH_TOKEN_SECRET: newSecret(), ...known, ...asked };
}
