import { Mongoose } from "mongoose";
import { startMongoServer } from "../../scripts/mongo/startMongoServer.js";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import type { Progress } from "../compare/progress.js";
import { fillMongo } from "./fillMongo.js";
import type { MongoResults } from "./growthResults.js";
import { growthScenarios, type Side } from "./growthScenarios.js";
import { measurePurge } from "./measurePurge.js";
import { measureWaits } from "./measureWaits.js";
import type { Populated } from "./Population.js";

const SECANTUSDB = "SecantusDB";
/** It is written in Python, for tests. */
const SIZES_OF_SECANTUSDB = [1e3, 1e4];
const LARGEST = 1e6;

/** The same on the MongoDB-protocol server that is found: the sizes up to a million on MongoDB, smaller ones on SecantusDB. */
export async function growOnMongo(
  sizes: readonly number[],
  populate: (sessions: number) => Populated,
  progress: Progress,
): Promise<MongoResults> {
  const server = await startMongoServer((line) => process.stderr.write(`${line}\n`));
  if (server.kind === "unavailable") throw new Error(`No MongoDB server: ${server.reason}.`);
  try {
    const name = await nameOf(server.url);
    const measured = name === SECANTUSDB ? SIZES_OF_SECANTUSDB : sizes.filter((size) => size <= LARGEST);
    return { server: name, ...(await measure(server.url, measured.map(populate), progress)) };
  } finally {
    await server.stop();
  }
}

async function measure(
  url: string,
  populated: readonly Populated[],
  progress: Progress,
): Promise<Omit<MongoResults, "server">> {
  const sides: Side[] = populated.map(({ name, population }) => {
    return { name, population, databaseUrl: new URL(`/growth${population.sessions}`, url).href, file: null };
  });
  const filled: MongoResults["filled"][number][] = [];
  for (const { name, population, databaseUrl } of sides) {
    filled.push({ name, ...(await fillMongo(databaseUrl, population, progress)) });
  }
  const warm = growthScenarios(sides).filter(({ name }) => name !== "cold");
  const waits = await measureWaits(warm, progress);
  return { filled, waits, purges: await purge(sides, progress) };
}

/** Each size by itself: a server that reads all its records to find some is in time for the small ones only. */
async function purge(sides: readonly Side[], progress: Progress): Promise<MongoResults["purges"]> {
  const purges: MongoResults["purges"][number][] = [];
  for (const side of sides) {
    const store = createMongoStore({ url: side.databaseUrl });
    await store.open();
    try {
      purges.push(...(await measurePurge([{ ...side, store }], progress)));
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      process.stderr.write(`Clearing away of ${side.name} was given up: ${error.message}\n`);
    } finally {
      await store.close();
    }
  }
  return purges;
}

/** SecantusDB says who it is; what does not is taken for MongoDB. */
async function nameOf(url: string): Promise<string> {
  const connection = await new Mongoose().createConnection(url).asPromise();
  const about = await connection.getClient().db("admin").command({ buildInfo: 1 });
  await connection.destroy();
  return "secantusVersion" in about ? SECANTUSDB : `MongoDB ${about["version"]}`;
}
