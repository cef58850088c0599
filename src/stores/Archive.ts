import type { AuditEvent, OneTimeToken, QueuedJob, RateLimitCounter, Session, SigningKey, User } from "./records.js";

/** Everything that a database keeps, by kind. */
export interface ArchiveRecords {
  readonly users: User;
  readonly sessions: Session;
  readonly oneTimeTokens: OneTimeToken;
  readonly auditEvents: AuditEvent;
  readonly jobs: QueuedJob;
  readonly rateLimits: RateLimitCounter & { readonly key: string };
  readonly signingKeys: SigningKey;
}

export type Kind = keyof ArchiveRecords;

/** A record under the key that names it among its kind: a one-time token goes by its hash, a counter by its key. */
export interface Entry<K extends Kind> {
  readonly key: string;
  readonly record: ArchiveRecords[K];
}

/** The part that a database has in a copy. It lies in the database, so it outlives the process that wrote it. */
export interface CopyMark {
  /** Names the copy, on both sides alike. */
  readonly copy: string;
  /**
   * The side that is read is `leaving`, and `moved` after the switch. The one that is written is `filling`, and `arrived`
   * once it is whole. No server starts on one that is `moved` or `filling`.
   */
  readonly state: "leaving" | "moved" | "filling" | "arrived";
  /** Which run of the command may write to what is `filling`; elsewhere the run that left the mark. */
  readonly run: string;
  /** The other side, for people. It holds no password. */
  readonly peer: string;
}

/** Whether records were written: not when another run has taken the copy over. */
export type Written = { kind: "written" } | { kind: "taken-over" };

/**
 * The port for moving a whole database, beside the one for serving. Records pass as they are; nothing is decided here.
 * Rejects as a Store does.
 */
export interface Archive {
  /** For people: it holds no password, and names a file by its whole path. */
  readonly name: string;
  /** Whether a mark of `moved` also ends the writes of servers that run. */
  readonly locksWriters: boolean;
  /** Connects. Applies no migration and builds no index. */
  open(): Promise<void>;
  /** How many there are, roughly; 0 where the database has no place for them yet. */
  count(kind: Kind): Promise<number>;
  /**
   * The first `limit` records after the key `after`, in ascending order of the bytes of their keys; none where the database
   * has no place for them yet.
   */
  page<K extends Kind>(kind: K, query: { after: string | null; limit: number }): Promise<Entry<K>[]>;
  /**
   * Writes records whole, over those with their keys. Another record that holds what must be unique makes way. May end
   * half-done when it rejects.
   */
  put<K extends Kind>(kind: K, records: readonly ArchiveRecords[K][], run: string): Promise<Written>;
  /** Removes the records with these keys, as far as they are there. */
  remove(kind: Kind, keys: readonly string[], run: string): Promise<Written>;
  mark(): Promise<CopyMark | null>;
  /** Replaces the mark if it still is `expected`, and answers whether it was. */
  setMark(next: CopyMark, expected: CopyMark | null): Promise<boolean>;
  close(): Promise<void>;
}
