import type { Connection } from "mongoose";
import { createAuditEventModel } from "../../models/AuditEvent.model.js";
import { createOneTimeTokenModel } from "../../models/OneTimeToken.model.js";
import { createQueuedJobModel } from "../../models/QueuedJob.model.js";
import { createRateLimitCounterModel } from "../../models/RateLimitCounter.model.js";
import { createSessionModel } from "../../models/Session.model.js";
import { createSigningKeyModel } from "../../models/SigningKey.model.js";
import { createUserModel } from "../../models/User.model.js";

/** The models of one connection; nothing is registered globally, so that a process may hold several stores. */
export function createModels(connection: Connection) {
  return {
    users: createUserModel(connection),
    sessions: createSessionModel(connection),
    oneTimeTokens: createOneTimeTokenModel(connection),
    auditEvents: createAuditEventModel(connection),
    jobs: createQueuedJobModel(connection),
    rateLimits: createRateLimitCounterModel(connection),
    signingKeys: createSigningKeyModel(connection),
  };
}

export type Models = ReturnType<typeof createModels>;
