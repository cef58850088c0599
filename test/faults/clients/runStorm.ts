/** The storm of refreshes at full length. `--write` puts its figures into proofs/storm.json, from where the documents take them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { runStorm } from "./support/storm.js";

const FILE = fileURLToPath(new URL("../../../proofs/storm.json", import.meta.url));
const KILLS = Number(process.env["LATCHKEY_KILLS"] ?? 1000);

const figures = await runStorm({ kills: KILLS });
const text = `${JSON.stringify(figures, null, 2)}\n`;
process.stdout.write(text);
const { signOuts, forks, spentAccepted, lostWrites, integrity } = figures;
const isClean = signOuts + forks + spentAccepted + lostWrites === 0 && integrity === "ok";
if (process.argv.includes("--write") && isClean) {
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, text);
}
process.exit(isClean ? 0 : 1);
