import { isDuplicateKey } from "./duplicateKey.js";
import type { Models } from "./models.js";

/** Builds the indexes and waits for them: only a unique index decides who owns a name. */
export async function buildIndexes(models: Models): Promise<void> {
  for (const model of Object.values(models)) await buildIndexesOf(model);
}

/** Builds the indexes of one collection; those that exist cost a look. */
export async function buildIndexesOf(model: Models[keyof Models]): Promise<void> {
  try {
    await model.createIndexes();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const { collectionName } = model.collection;
    const reason = `the collection ${collectionName} holds duplicates. Remove them first.`;
    throw new Error(`A unique index cannot be built: ${reason}`, { cause: error });
  }
}
