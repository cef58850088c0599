import type { AuditEvent, OneTimeToken, QueuedJob, RateLimitCounter, Session, SigningKey, User } from "./records.js";

/** Everything that a database stores, by kind. */
export interface ArchiveRecords {
  readonly signingKeys: SigningKey;
  readonly users: User;
  readonly sessions: Session;
  readonly oneTimeTokens: OneTimeToken;
  readonly jobs: QueuedJob;
  readonly rateLimits: RateLimitCounter & { readonly key: string };
  readonly auditEvents: AuditEvent;
}

export type Kind = keyof ArchiveRecords;

/** Every kind. A test of each adapter compares them with its tables. */
export const KINDS: readonly Kind[] = [
  "signingKeys",
  "users",
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
