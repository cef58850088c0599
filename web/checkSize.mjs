// Fails when the pages' script grows beyond what a phone on a bad line gets quickly. Run after the pages were built.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const LIMIT = 30_000;
const ASSETS = fileURLToPath(new URL("../dist/pages/assets/", import.meta.url));

const sizes = readdirSync(ASSETS)
  .filter((name) => name.endsWith(".js"))
  .map((name) => ({ name, bytes: gzipSync(readFileSync(ASSETS + name), { level: 9 }).length }));
const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);

if (total === 0) throw new Error("There is no script in dist/pages/assets: build the pages first.");
for (const { name, bytes } of sizes) process.stdout.write(`${name}: ${bytes} bytes gzipped\n`);
process.stdout.write(`${total} of at most ${LIMIT} bytes of script\n`);
if (total > LIMIT) process.exit(1);
