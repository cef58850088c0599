import type { Connection } from "mongoose";
import { createAuditEventModel } from "../../models/AuditEvent.model.js";
import { createEmailCodesModel } from "../../models/EmailCodes.model.js";
import { createIdentityModel } from "../../models/Identity.model.js";
import { createOneTimeTokenModel } from "../../models/OneTimeToken.model.js";
import { createPasskeyModel } from "../../models/Passkey.model.js";
import { createQueuedJobModel } from "../../models/QueuedJob.model.js";
import { createRateLimitCounterModel } from "../../models/RateLimitCounter.model.js";
import { createSecondFactorsModel } from "../../models/SecondFactors.model.js";
import { createSessionModel } from "../../models/Session.model.js";
import { createSigningKeyModel } from "../../models/SigningKey.model.js";
import { createUserModel } from "../../models/User.model.js";
import { PREFIX_SETTING, StoreUnavailableError } from "../StoreUnavailableError.js";
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
    secondFactors: createSecondFactorsModel(connection, prefix),
    passkeys: createPasskeyModel(connection, prefix),
    identities: createIdentityModel(connection, prefix),
    emailCodes: createEmailCodesModel(connection, prefix),
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
  } catch (cause) {
    if (!isDuplicateKey(cause)) throw cause;
    // Never "remove them": in a shared database they may be the accounts of the application.
    const found = `A unique index cannot be built: the collection ${model.collection.collectionName} holds duplicates.`;
    const fix = `Set another ${PREFIX_SETTING} if they are an application's; if they are Latchkey's own, give each its own name.`;
    throw new StoreUnavailableError(`${found} ${fix}`, { cause });
  }
}

/** The names that MongoDB gives the indexes of a model: `username_1`. */
export function indexNamesOf(model: Models[keyof Models]): string[] {
  return model.schema.indexes().map(([keys]) => indexName(keys));
}

export function indexName(keys: object): string {
  return Object.entries(keys).flat().join("_");
}
