/** The storm of stops at full length: `npm run faults:stops -- --help`. */
import { parseArgs } from "node:util";
import { optionsOrExit } from "../../../scripts/support/optionsOrExit.js";
import { startBuiltServer } from "../../../scripts/support/startBuiltServer.js";
import { stopStorm } from "./stopStorm.js";

const HELP = `Clients ask without a pause, over new connections, while the built server is stopped by SIGTERM and started again.
Prints what came of it.

  npm run faults:stops                    1000 stops, in ten to thirty minutes on two cores
  npm run faults:stops -- --stops 50      fewer

It ends with 1 when a request was lost or a server did not end with 0.
`;

const options = optionsOrExit((args) => {
  const { values } = parseArgs({
    args: [...args],
    options: { help: { type: "boolean", default: false }, stops: { type: "string", default: "1000" } },
  });
  const stops = Number(values.stops);
  if (!Number.isInteger(stops) || stops < 1)
    throw new Error(`--stops is a number of 1 or more, and not ${values.stops}`);
  return { help: values.help, stops };
});
if (options?.help) process.stdout.write(HELP);
else if (options !== null) process.exit(await run(options.stops));

async function run(stops: number): Promise<number> {
  const settings = { RATE_LIMIT: "off", LOG_LEVEL: "silent", PUBLIC_URL: "http://localhost:3000" };
  const { lost, exitCodes, ...figures } = await stopStorm(stops, () => startBuiltServer(settings));
  const exits = [...exitCodes];
  process.stdout.write(`${JSON.stringify({ ...figures, lost: lost.length, exits, node: process.version }, null, 2)}\n`);
  return lost.length === 0 && exits.every((code) => code === 0) ? 0 : 1;
}
