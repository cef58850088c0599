import type { StoredOneTimeToken } from "../../models/OneTimeToken.model.js";
import type { StoredRateLimitCounter } from "../../models/RateLimitCounter.model.js";
import type { StoredSession } from "../../models/Session.model.js";
import { isPasswordHashForm } from "../../utils/passwordForm.js";
import type { ArchiveRecords, Kind } from "../Archive.js";
import {
  fromStoredMethods,
  fromStoredReason,
  fromStoredUser,
  type StoredUser,
  toStoredReason,
  toStoredUser,
} from "../adapterRules.js";
import { copyRecord } from "../recordFields.js";

/** How a kind of record is stored in its collection. */
interface DocumentFormat<Item, Stored extends { readonly _id: string }> {
  /** The field that gives the order of the pages of an archive. */
  readonly key: "_id" | "hash";
  toDocument(item: Item): Stored;
  /** A document of an earlier release may lack fields: see copyRecord. */
  fromDocument(document: Stored): Item;
}

interface Stored {
  readonly users: StoredUser;
  readonly sessions: StoredSession;
  readonly oneTimeTokens: StoredOneTimeToken;
  readonly rateLimits: StoredRateLimitCounter;
}

export type StoredDocument<K extends Kind> = K extends keyof Stored
  ? Stored[K]
  : ArchiveRecords[Exclude<K, keyof Stored>];

export const documentFormats: { readonly [K in Kind]: DocumentFormat<ArchiveRecords[K], StoredDocument<K>> } = {
  users: {
    key: "_id",
    toDocument: (user) => toStoredUser(copyRecord("users", user)),
    fromDocument: (stored) => fromStoredUser(copyRecord("users", stored)),
  },
  sessions: {
    key: "_id",
    toDocument: (session) => ({ ...copyRecord("sessions", session), ...toStoredReason(session.revokeReason) }),
    fromDocument: (stored) =>
      copyRecord("sessions", {
        ...stored,
        methods: fromStoredMethods(stored.methods, stored.createdAt),
        revokeReason: fromStoredReason(stored),
      }),
  },
  // A user has one token for each purpose, because both are its `_id`.
  oneTimeTokens: {
    key: "hash",
    toDocument: (token) => ({ ...copyRecord("oneTimeTokens", token), _id: `${token.purpose} ${token.userId}` }),
    fromDocument: (stored) => copyRecord("oneTimeTokens", stored),
  },
  auditEvents: unchanged("auditEvents"),
  jobs: unchanged("jobs"),
  rateLimits: {
    key: "_id",
    toDocument: ({ key, points, expiresAt }) => ({ _id: key, points, expiresAt }),
    fromDocument: ({ _id, points, expiresAt }) => ({ key: _id, points, expiresAt }),
  },
  signingKeys: unchanged("signingKeys"),
  secondFactors: unchanged("secondFactors"),
  passkeys: unchanged("passkeys"),
  identities: unchanged("identities"),
  emailCodes: unchanged("emailCodes"),
};

function unchanged<K extends Exclude<Kind, keyof Stored>>(
  kind: K,
): DocumentFormat<ArchiveRecords[K], ArchiveRecords[K]> {
  return {
    key: "_id",
    toDocument: (item) => copyRecord(kind, item),
    fromDocument: (document) => copyRecord(kind, document),
  };
}

/** The driver does not know the model, which is the last line of defense against a plain password elsewhere. */
export function assertPasswordsHashed(documents: readonly object[]): void {
  for (const document of documents) {
    if ("passwordHash" in document && !isPasswordHashForm(String(document.passwordHash)))
      throw new Error("A password must be hashed before it is stored.");
  }
}
