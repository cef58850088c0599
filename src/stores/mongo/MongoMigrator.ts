import type { Clock } from "../../utils/clock.js";
import type { MigrationMarker } from "../Archive.js";
import type { AppliedStep, Migrator, SchemaState } from "../Migrator.js";
import { readMarker } from "./migrationMarker.js";
import { buildIndexesOf, indexName, indexNamesOf, type Models } from "./models.js";
import { toStoreError } from "./mongoErrors.js";
import { connectOptions, type OpenDatabase, openDatabase } from "./openDatabase.js";
import { lacksNeeds, needsName, raiseNeeds } from "./schemaNeeds.js";

type Model = Models[keyof Models];

const STEP_TIMEOUT_MS = 5_000;
/** The index of a large collection takes minutes, and the person who waits can end it. */
const NO_LIMIT_MS = 0;

/** The indexes of one Latchkey in a MongoDB database, and which programs may work on it. */
export class MongoMigrator implements Migrator {
  /** A copy of a database on a server is the operator's to make. */
  readonly rehearse = null;
  readonly #place: { readonly url: string; readonly prefix: string };
  readonly #clock: Clock;

  /** `prefix`: of its collections; none by default. */
  constructor({ url, prefix = "", clock }: { url: string; prefix?: string; clock: Clock }) {
    this.#place = { url, prefix };
    this.#clock = clock;
  }

  state(): Promise<SchemaState> {
    return this.#withDatabase(STEP_TIMEOUT_MS, async (database) => {
      const models = modelsOf(database);
      const missing = (await Promise.all(models.map(missingOf))).flat();
      const applied = models.flatMap(indexesOf).filter((name) => !missing.includes(name));
      const lacks = await lacksNeeds(database);
      const needs = needsName(database);
      return {
        unknown: [],
        missing: [
          // No index of ours can make a write of an older program fail: see CONTRIBUTING.md, "A change of the schema".
          ...missing.map((name) => ({ name, olderMayRun: true })),
          // On an empty database none runs.
          ...(lacks ? [{ name: needs, olderMayRun: applied.length === 0 }] : []),
        ],
        applied: lacks ? applied : [...applied, needs],
      };
    });
  }

  marker(): Promise<MigrationMarker | null> {
    return this.#withDatabase(STEP_TIMEOUT_MS, readMarker);
  }

  apply(): Promise<AppliedStep[]> {
    return this.#withDatabase(NO_LIMIT_MS, async (database) => {
      const steps: AppliedStep[] = [];
      for (const model of modelsOf(database)) {
        const names = await missingOf(model);
        if (names.length === 0) continue;
        const before = this.#clock.now();
        await buildIndexesOf(model);
        steps.push({ name: names.join(", "), milliseconds: this.#clock.now() - before });
      }
      if (await lacksNeeds(database)) {
        const before = this.#clock.now();
        await raiseNeeds(database);
        steps.push({ name: needsName(database), milliseconds: this.#clock.now() - before });
      }
      return steps;
    });
  }

  async #withDatabase<T>(answerTimeoutMs: number, work: (database: OpenDatabase) => Promise<T>): Promise<T> {
    const options = { ...connectOptions(STEP_TIMEOUT_MS), socketTimeoutMS: answerTimeoutMs };
    const database = await openDatabase(this.#place, options);
    try {
      return await work(database);
    } catch (error) {
      throw toStoreError(error, "unknown");
    } finally {
      await database.close();
    }
  }
}

function modelsOf({ models }: OpenDatabase): Model[] {
  return Object.values(models);
}

function indexesOf(model: Model): string[] {
  return indexNamesOf(model).map((name) => inCollection(model, name));
}

async function missingOf(model: Model): Promise<string[]> {
  const { toCreate } = await model.diffIndexes();
  return toCreate.map((keys: object) => inCollection(model, indexName(keys)));
}

/** `users.username_1` */
function inCollection(model: Model, name: string): string {
  return `${model.collection.collectionName}.${name}`;
}
