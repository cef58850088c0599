import type { Connection } from "mongoose";
import type { Clock } from "../../utils/clock.js";
import type { AppliedStep, Migrator } from "../Migrator.js";
import { buildIndexesOf } from "./buildIndexes.js";
import { connectOptions } from "./connectOptions.js";
import { readMark } from "./copyMark.js";
import { toStoreError } from "./faults.js";
import { createModels, type Models } from "./models.js";
import { openConnection } from "./openConnection.js";

type Model = Models[keyof Models];

const STEP_TIMEOUT_MS = 5_000;
/** For ever: the index of a large collection takes minutes, and a person waits who can end it. */
const NO_LIMIT_MS = 0;

/** The indexes of one MongoDB database. */
export function createMongoMigrator({ url, clock }: { url: string; clock: Clock }): Migrator {
  async function withConnection<T>(answerTimeoutMs: number, work: (connection: Connection) => Promise<T>): Promise<T> {
    const options = { ...connectOptions(STEP_TIMEOUT_MS), socketTimeoutMS: answerTimeoutMs };
    const connection = await openConnection(url, options);
    try {
      return await work(connection);
    } catch (error) {
      throw toStoreError(error, "unknown");
    } finally {
      await connection.destroy();
    }
  }

  return {
    state: () =>
      withConnection(STEP_TIMEOUT_MS, async (connection) => {
        const models = modelsOf(connection);
        const missing = (await Promise.all(models.map(missingOf))).flat();
        return {
          unknown: [],
          // No index of ours can fail the write of an older program: see CONTRIBUTING.md, "A change of the schema".
          missing: missing.map((name) => ({ name, olderMayRun: true })),
          applied: models.flatMap(indexesOf).filter((name) => !missing.includes(name)),
        };
      }),
    mark: () => withConnection(STEP_TIMEOUT_MS, readMark),
    // A copy of a database on a server is the operator's to make.
    rehearse: null,
    apply: () =>
      withConnection(NO_LIMIT_MS, async (connection) => {
        const steps: AppliedStep[] = [];
        for (const model of modelsOf(connection)) {
          const names = await missingOf(model);
          if (names.length === 0) continue;
          const before = clock.now();
          await buildIndexesOf(model);
          steps.push({ name: names.join(", "), milliseconds: clock.now() - before });
        }
        return steps;
      }),
  };
}

function modelsOf(connection: Connection): Model[] {
  return Object.values(createModels(connection));
}

function indexesOf(model: Model): string[] {
  return model.schema.indexes().map(([keys]) => nameOf(model, keys));
}

async function missingOf(model: Model): Promise<string[]> {
  const { toCreate } = await model.diffIndexes();
  return toCreate.map((keys: object) => nameOf(model, keys));
}

/** As MongoDB names an index, behind its collection: `users.username_1`. */
function nameOf(model: Model, keys: object): string {
  return `${model.collection.collectionName}.${Object.entries(keys).flat().join("_")}`;
}
