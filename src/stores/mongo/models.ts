import type { Connection } from "mongoose";
import { createAuditEventModel } from "../../models/AuditEvent.model.js";
import { createOneTimeTokenModel } from "../../models/OneTimeToken.model.js";
import { createQueuedJobModel } from "../../models/QueuedJob.model.js";
import { createRateLimitCounterModel } from "../../models/RateLimitCounter.model.js";
import { createSessionModel } from "../../models/Session.model.js";
import { createSigningKeyModel } from "../../models/SigningKey.model.js";
import { createUserModel } from "../../models/User.model.js";

/**
 * The models of one connection; nothing is registered globally, so that a process may hold several stores. `prefix` stands
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
