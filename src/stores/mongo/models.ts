import type { Connection } from "mongoose";
import { createAuditEventModel } from "../../models/AuditEvent.model.js";
import { createOneTimeTokenModel } from "../../models/OneTimeToken.model.js";
import { createQueuedJobModel } from "../../models/QueuedJob.model.js";
import { createRateLimitCounterModel } from "../../models/RateLimitCounter.model.js";
import { createSessionModel } from "../../models/Session.model.js";
import { createSigningKeyModel } from "../../models/SigningKey.model.js";
import { createUserModel } from "../../models/User.model.js";
import { isDuplicateKey } from "./mongoErrors.js";

/**
 * The models of one connection. Nothing is registered globally, so that a process may hold several stores. `prefix` stands
 * before the names of their collections, so that an application may have others in the same database.
 */
export function createModels(connection: Connection, prefix: string) {
  return {
    users: createUserModel(connection, prefix),
    sessions: createSessionModel(connection, prefix),
    oneTimeTokens: createOneTimeTokenModel(connection, prefix),
    auditEvents: createAuditEventModel(connection, prefix),
    jobs: createQueuedJobModel(connection, prefix),
    rateLimits: createRateLimitCounterModel(connection, prefix),
    signingKeys: createSigningKeyModel(connection, prefix),
  };
}

export type Models = ReturnType<typeof createModels>;

/** Builds the indexes and waits for them: only a unique index decides who owns a name. */
export async function buildIndexes(models: Models): Promise<void> {
  for (const model of Object.values(models)) await buildIndexesOf(model);
}

/** Builds the indexes of one collection. Where they exist, this only looks. */
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
