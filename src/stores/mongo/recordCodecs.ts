import type { StoredRateLimitCounter } from "../../models/RateLimitCounter.model.js";
import { isPasswordHashForm } from "../../utils/passwordForm.js";
import type { ArchiveRecords, Kind } from "../Archive.js";
import type { User } from "../Store.js";
import { copyEvent } from "./MongoAuditEvents.js";
import { copyJob } from "./MongoJobQueue.js";
import { copyToken, storedToken } from "./MongoOneTimeTokens.js";
import { fromStoredSession, toStoredSession } from "./MongoSessions.js";
import { copyKey } from "./MongoSigningKeys.js";
import { copyUser, toUser } from "./MongoUsers.js";

export type StoredDocument = { readonly _id: string };

/** The form of a kind of record in its collection. */
interface RecordCodec<Item> {
  /** The field that gives the order of the pages. */
  readonly key: "_id" | "hash";
  toDocument(item: Item): StoredDocument;
  /** The document comes from the collection. */
  fromDocument(document: never): Item;
}

export const recordCodecs: { readonly [K in Kind]: RecordCodec<ArchiveRecords[K]> } = {
  users: { key: "_id", toDocument: toStoredUser, fromDocument: toUser },
  sessions: { key: "_id", toDocument: toStoredSession, fromDocument: fromStoredSession },
  oneTimeTokens: { key: "hash", toDocument: storedToken, fromDocument: copyToken },
  auditEvents: { key: "_id", toDocument: copyEvent, fromDocument: copyEvent },
  jobs: { key: "_id", toDocument: copyJob, fromDocument: copyJob },
  rateLimits: {
    key: "_id",
    toDocument: ({ key, points, expiresAt }): StoredRateLimitCounter => ({ _id: key, points, expiresAt }),
    fromDocument: ({ _id, points, expiresAt }: StoredRateLimitCounter) => ({ key: _id, points, expiresAt }),
  },
  signingKeys: { key: "_id", toDocument: copyKey, fromDocument: copyKey },
};

/** The driver does not know the model, which is the last line of defense against a plain password elsewhere. */
function toStoredUser(user: User): User {
  if (!isPasswordHashForm(user.passwordHash)) throw new Error("A password must be hashed before it is stored.");
  return copyUser(user);
}
