// The same load on databases of very different sizes. bench/README.md says how; `-- --help` says what can be chosen.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { HashingQueue, PasswordHasher } from "../src/services/password/index.js";
import { createProgress } from "./compare/progress.js";
import { LOAD_CORE } from "./compare/ServerUnderTest.js";
import { documentSizes } from "./growth/documentSizes.js";
import { growOnMongo } from "./growth/growOnMongo.js";
import { growOnPostgres } from "./growth/growOnPostgres.js";
import { growOnSqlite } from "./growth/growOnSqlite.js";
import { HELP, readGrowthArguments } from "./growth/growthArguments.js";
import { purgeTable, waitTable } from "./growth/growthTables.js";
import { createPopulation, PASSWORD, type Populated } from "./growth/Population.js";
import { writeGrowth } from "./growth/writeGrowth.js";
import { writePostgresGrowth } from "./growth/writePostgresGrowth.js";

const progress = createProgress();

function emptyFolder(parent: string): string {
  const folder = mkdtempSync(join(resolve(parent), "latchkey-growth-"));
  // Also when the benchmark fails.
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function populator(): Promise<(sessions: number) => Populated> {
  const queue = new HashingQueue({ concurrency: () => 1, lane: { size: 1, perNetwork: 1 } });
  const knownHash = await new PasswordHasher(queue).hash(PASSWORD, { lane: "ordinary", ip: null });
  return (sessions) => ({
    name: sessions.toLocaleString("en"),
    population: createPopulation(sessions, Date.now(), knownHash),
  });
}

async function onMongo(sizes: readonly number[], populate: (sessions: number) => Populated) {
  const results = await growOnMongo(sizes, populate, progress);
  process.stdout.write(`\n${results.server}\n${waitTable(results.waits)}\n${purgeTable(results.purges)}\n`);
  return results;
}

async function main(): Promise<void> {
  const { help, sizes, refreshes, folder, write, ...databases } = readGrowthArguments(process.argv.slice(2));
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  execFileSync("taskset", ["-acp", LOAD_CORE, String(process.pid)], { stdio: "ignore" });
  const populate = await populator();
  if (databases.postgres) {
    const found = await growOnPostgres(sizes.map(populate), refreshes, progress);
    if (write) writePostgresGrowth(found);
    return;
  }
  const mongo = databases.mongo ? await onMongo(sizes, populate) : null;
  const onSqlite = await growOnSqlite(sizes.map(populate), emptyFolder(folder ?? tmpdir()), progress);
  if (!write) return;
  const { population } = populate(Math.max(...sizes));
  writeGrowth({ ...onSqlite, documents: documentSizes(population), mongo });
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
