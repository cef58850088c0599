import type {
  AuditEvent,
  EmailCodes,
  Identity,
  OneTimeToken,
  Passkey,
  QueuedJob,
  RateLimitCounter,
  SecondFactors,
  Session,
  SigningKey,
  User,
} from "./records.js";
import { StoreUnavailableError } from "./StoreUnavailableError.js";

/** Everything that a database stores, by kind. */
export interface ArchiveRecords {
  readonly signingKeys: SigningKey;
  readonly users: User;
  readonly secondFactors: SecondFactors;
  readonly passkeys: Passkey;
  readonly identities: Identity;
  readonly emailCodes: EmailCodes;
  readonly sessions: Session;
  readonly oneTimeTokens: OneTimeToken;
  readonly jobs: QueuedJob;
  readonly rateLimits: RateLimitCounter & { readonly key: string };
  readonly auditEvents: AuditEvent;
}

export type Kind = keyof ArchiveRecords;

/** The kinds of what a user signs in with. A record is found by its id, by its user and by when it was made. */
export type CredentialKind = "passkeys" | "identities";

/** Every kind. A test of each adapter compares them with its tables. */
export const KINDS: readonly Kind[] = [
  "signingKeys",
  "users",
  "secondFactors",
  "passkeys",
  "identities",
  "emailCodes",
  "sessions",
  "oneTimeTokens",
  "jobs",
  "rateLimits",
  "auditEvents",
];

/** The most records that are in memory at once, and that are written at once. */
export const RECORDS_PER_PAGE = 1000;

/** The part that a database has in a copy. It is stored in the database, so it outlives the process that wrote it. */
export interface MigrationMarker {
  /** The id of the copy, the same on both sides. */
  readonly copy: string;
  /**
   * The source is `moved` while it is locked, and `leaving` when it was unlocked again. The target is `filling`, and `arrived`
   * once it holds everything. No server starts on a database that is `moved` or `filling`. The release before reads these too.
   */
  readonly state: "leaving" | "moved" | "filling" | "arrived";
  /** The run of the command that wrote the marker. Only this run may write to a target that is `filling`. */
  readonly run: string;
  /** The name of the other side, for people. It holds no password. */
  readonly peer: string;
}

/** Why the database takes no writes. `database` is its kind: "SQLite file". */
export function lockReason({ peer }: MigrationMarker, database: string): string {
  return `This ${database} is locked, because its data was moved to ${peer}: set DATABASE_URL to that one. If "latchkey copy" has not finished, run it again, or unlock this one by "latchkey copy" with --unlock.`;
}

/** Throws when the data was moved elsewhere, or is being moved: nobody would read what a server or a migration writes here. */
export function assertNotLocked(marker: MigrationMarker | null, database: string): void {
  if (marker?.state === "moved") throw new StoreUnavailableError(lockReason(marker, database));
}

/** Throws when a copy has not finished: an account that is not there yet would look as if it did not exist. */
export function assertNotPartialCopy(marker: MigrationMarker | null, database: string): void {
  if (marker?.state !== "filling") return;
  throw new StoreUnavailableError(
    `This ${database} is an unfinished copy of ${marker.peer}: run "latchkey copy" again to finish it.`,
  );
}

/**
 * Copies the records of a whole database in and out, without serving: no migration is applied, and no index built. Records pass
 * unchanged. Rejects as a Store does.
 */
export interface Archive {
  /** For people: it holds no password, and names a file by its whole path. */
  readonly name: string;
  /** How many there are; 0 where the database has no table for them yet. */
  count(kind: Kind): Promise<number>;
  /**
   * Every record in ascending order of the bytes of its key. Each page but the last has {@link RECORDS_PER_PAGE}, and none is
   * empty. No page if the database has no table for them yet.
   */
  pages<K extends Kind>(kind: K): AsyncGenerator<ArchiveRecords[K][], undefined>;
  /** Deletes every record. `false` when the marker is not that of `run`: another run has taken over. */
  clear(kind: Kind, run: string): Promise<boolean>;
  /** Adds records. `false` as for `clear`. Part of them may be written when it rejects. */
  insert<K extends Kind>(kind: K, records: readonly ArchiveRecords[K][], run: string): Promise<boolean>;
  marker(): Promise<MigrationMarker | null>;
  /**
   * Replaces the marker if it is still `expected`, and answers whether it was. Resolves only when the lock is in force: after
   * `moved` no server of this release writes to the database any more, after another state they write again.
   */
  setMarker(next: MigrationMarker, expected: MigrationMarker | null): Promise<boolean>;
  close(): Promise<void>;
}
