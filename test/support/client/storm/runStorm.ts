/** The storm of refreshes at full length: `npm run faults:storm -- --help`. */
import { writeFileSync } from "node:fs";
import { optionsOrExit } from "../../../../scripts/support/optionsOrExit.js";
import { runStorm, type StormFigures } from "./storm.js";
import { HELP, readStormOptions, type StormOptions } from "./stormOptions.js";

const FIGURES = new URL("../../../../proofs/storm/", import.meta.url);

const options = optionsOrExit(readStormOptions);
if (options?.help) process.stdout.write(HELP);
// The clients' channels to each other would keep the process alive.
else if (options !== null) process.exit(await storm(options));

async function storm({ kills, store, write }: StormOptions): Promise<number> {
  const figures = await runStorm({ kills, store });
  const dated = { date: new Date().toISOString().slice(0, 10), node: process.version, ...figures };
  const text = `${JSON.stringify(dated, null, 2)}\n`;
  process.stdout.write(text);
  if (!isClean(figures)) return 1;
  if (write) writeFileSync(new URL(`${store}.json`, FIGURES), text);
  return 0;
}

function isClean({ signOuts, forks, spentAccepted, lostWrites, integrity }: StormFigures): boolean {
  return signOuts + forks + spentAccepted + lostWrites === 0 && integrity === "ok";
}
