/** A failover to a synchronous standby, with more writes than in the tests: `npm run faults:failover -- --help`. */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { optionsOrExit } from "../../../scripts/support/optionsOrExit.js";
import { failOver } from "./failover.js";

const FIGURES = new URL("../../../proofs/storm/failover.json", import.meta.url);

const HELP = `Writers write to a PostgreSQL primary without a pause; it crashes, and its synchronous standby is promoted. Prints what came of it.

  npm run faults:failover                     crashes after 30000 acknowledged writes
  npm run faults:failover -- --writes 1000    after fewer
  npm run faults:failover -- --write          writes the figures into proofs/storm/ too, for the documents

It ends with 1 when an acknowledged write was lost.
`;

const options = optionsOrExit((args) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      writes: { type: "string", default: "30000" },
    },
  });
  const writes = Number(values.writes);
  if (!Number.isInteger(writes) || writes < 1)
    throw new Error(`--writes is a number of 1 or more, and not ${values.writes}`);
  return { help: values.help, write: values.write, writes };
});
if (options?.help) process.stdout.write(HELP);
else if (options !== null) process.exit(await run(options));

async function run({ writes, write }: { writes: number; write: boolean }): Promise<number> {
  const figures = await failOver({ acknowledgedBefore: writes });
  const text = `${JSON.stringify({ date: new Date().toISOString().slice(0, 10), ...figures }, null, 2)}\n`;
  process.stdout.write(text);
  if (figures.lost > 0) return 1;
  if (write) writeFileSync(FIGURES, text);
  return 0;
}
