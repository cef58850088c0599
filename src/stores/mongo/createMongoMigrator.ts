import type { Clock } from "../../utils/clock.js";
import type { AppliedStep, Migrator } from "../Migrator.js";
import { buildIndexesOf } from "./buildIndexes.js";
import { connectOptions } from "./connectOptions.js";
import { readMark } from "./copyMark.js";
import { toStoreError } from "./faults.js";
import { createModels, type Models } from "./models.js";
import { type OpenDatabase, openDatabase } from "./openConnection.js";

type Model = Models[keyof Models];

const STEP_TIMEOUT_MS = 5_000;
/** Forever: the index of a large collection takes minutes, and a person waits who can end it. */
const NO_LIMIT_MS = 0;

/** The indexes of one Latchkey in a MongoDB database. `prefix`: of its collections; none by default. */
export function createMongoMigrator({
  url,
  prefix = "",
  clock,
}: {
  url: string;
  prefix?: string;
  clock: Clock;
}): Migrator {
  async function withDatabase<T>(answerTimeoutMs: number, work: (database: OpenDatabase) => Promise<T>): Promise<T> {
    const options = { ...connectOptions(STEP_TIMEOUT_MS), socketTimeoutMS: answerTimeoutMs };
    const database = await openDatabase({ url, prefix }, options);
    try {
      return await work(database);
    } catch (error) {
      throw toStoreError(error, "unknown");
    } finally {
      await database.connection.destroy();
    }
  }

  return {
    state: () =>
      withDatabase(STEP_TIMEOUT_MS, async (database) => {
        const models = modelsOf(database);
        const missing = (await Promise.all(models.map(missingOf))).flat();
        return {
          unknown: [],
          // No index of ours can fail the write of an older program: see CONTRIBUTING.md, "A change of the schema".
          missing: missing.map((name) => ({ name, olderMayRun: true })),
          applied: models.flatMap(indexesOf).filter((name) => !missing.includes(name)),
        };
      }),
    mark: () => withDatabase(STEP_TIMEOUT_MS, readMark),
    // A copy of a database on a server is the operator's to make.
    rehearse: null,
    apply: () =>
      withDatabase(NO_LIMIT_MS, async (database) => {
        const steps: AppliedStep[] = [];
        for (const model of modelsOf(database)) {
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

function modelsOf({ connection, prefix }: OpenDatabase): Model[] {
  return Object.values(createModels(connection, prefix));
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
