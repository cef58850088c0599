import type { StoredRateLimitCounter } from "../../models/RateLimitCounter.model.js";
import { isPasswordHashForm } from "../../utils/passwordForm.js";
import type { ArchiveRecords, Kind } from "../Archive.js";
import type { User } from "../Store.js";
import { copyEvent } from "./auditStore.js";
import { copyJob } from "./jobQueue.js";
import { copyToken, storedToken } from "./oneTimeTokenStore.js";
import { fromStoredSession, toStoredSession } from "./sessionRecord.js";
import { copyKey } from "./signingKeyStore.js";
import { copyUser } from "./userRecord.js";

export type StoredDocument = { readonly _id: string };

/** How a kind of record lies in its collection. */
export interface Shelf<Item> {
  /** The field by which the records are walked. */
  readonly key: "_id" | "hash";
  toDocument(item: Item): StoredDocument;
  /** The document is one of the collection. */
  fromDocument(document: never): Item;
  keyOf(item: Item): string;
}

type Counter = ArchiveRecords["rateLimits"];

const byId = { key: "_id", keyOf: ({ _id }: StoredDocument) => _id } as const;

/** How each kind of record is moved in and out. */
export const shelves: { readonly [K in Kind]: Shelf<ArchiveRecords[K]> } = {
  users: { ...byId, toDocument: toStoredUser, fromDocument: copyUser },
  sessions: { ...byId, toDocument: toStoredSession, fromDocument: fromStoredSession },
  oneTimeTokens: { key: "hash", keyOf: ({ hash }) => hash, toDocument: storedToken, fromDocument: copyToken },
  auditEvents: { ...byId, toDocument: copyEvent, fromDocument: copyEvent },
  jobs: { ...byId, toDocument: copyJob, fromDocument: copyJob },
  rateLimits: { key: "_id", keyOf: ({ key }) => key, toDocument: toStoredCounter, fromDocument: fromStoredCounter },
  signingKeys: { ...byId, toDocument: copyKey, fromDocument: copyKey },
};

/** The driver knows nothing of the model, which is the last line of defense against a plain password elsewhere. */
function toStoredUser(user: User): User {
  if (!isPasswordHashForm(user.passwordHash)) throw new Error("A password must be hashed before it is stored.");
  return copyUser(user);
}

function toStoredCounter({ key, points, expiresAt }: Counter): StoredRateLimitCounter {
  return { _id: key, points, expiresAt };
}

function fromStoredCounter({ _id, points, expiresAt }: StoredRateLimitCounter): Counter {
  return { key: _id, points, expiresAt };
}
