import { Mongoose } from "mongoose";
import type { Clock } from "../../utils/clock.js";
import type { AppliedStep, Migrator } from "../Migrator.js";
import { assertWorkable } from "./assertWorkable.js";
import { buildIndexesOf } from "./buildIndexes.js";
import { connectOptions } from "./connectOptions.js";
import { toStoreError } from "./faults.js";
import { createModels, type Models } from "./models.js";

type Model = Models[keyof Models];

const STEP_TIMEOUT_MS = 5_000;
/** For ever: the index of a large collection takes minutes, and a person waits who can end it. */
const NO_LIMIT_MS = 0;

/** The indexes of one MongoDB database. */
export function createMongoMigrator({ url, clock }: { url: string; clock: Clock }): Migrator {
  async function withModels<T>(answerTimeoutMs: number, work: (models: Model[]) => Promise<T>): Promise<T> {
    const connection = new Mongoose().createConnection();
    try {
      await connection.openUri(url, { ...connectOptions(STEP_TIMEOUT_MS), socketTimeoutMS: answerTimeoutMs });
      await assertWorkable(connection);
      return await work(Object.values(createModels(connection)));
    } catch (error) {
      throw toStoreError(error, "unknown");
    } finally {
      await connection.destroy();
    }
  }

  return {
    state: () =>
      withModels(STEP_TIMEOUT_MS, async (models) => {
        const missing = (await Promise.all(models.map(missingOf))).flat();
        return {
          unknown: [],
          // No index of ours can fail the write of an older program: see CONTRIBUTING.md, "A change of the schema".
          missing: missing.map((name) => ({ name, olderMayRun: true })),
          applied: models.flatMap(indexesOf).filter((name) => !missing.includes(name)),
        };
      }),
    // A copy of a database on a server is the operator's to make.
    rehearse: null,
    apply: () =>
      withModels(NO_LIMIT_MS, async (models) => {
        const steps: AppliedStep[] = [];
        for (const model of models) {
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
