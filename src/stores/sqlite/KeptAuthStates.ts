import type Database from "better-sqlite3";
import QuickLRU from "quick-lru";
import { deepFreeze } from "../../utils/frozenCopy.js";
import type { AuthState } from "../Store.js";

/** A state takes about 2 KB, and quick-lru keeps up to twice as many. */
const MAX_KEPT = 2000;

/** What a write may change of the auth states: that of one session, none, or any. */
export type Touched = { readonly sessionId: string } | "none" | "any";

/**
 * The auth states that a connection has read, kept while they cannot have changed. The rule is the one by which SQLite keeps
 * its pages: `PRAGMA data_version` gives another number once another connection has committed. It does not count the commits of
 * this connection, so each of its writes says what it touches.
 *
 * Every answer is what a read at that moment would find. So nothing here may wait: with an `await` between the steps, a
 * commit could come between them, and a revoked session would live on.
 */
export class KeptAuthStates {
  readonly #database: Database.Database;
  readonly #dataVersion: Database.Statement<[], number>;
  readonly #kept = new QuickLRU<string, AuthState>({ maxSize: MAX_KEPT });
  #version: number | undefined;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#dataVersion = database.prepare<[], number>("PRAGMA data_version").pluck();
  }

  /** The state that is kept, or the one that `read` finds. It is frozen, because every request of the session gets the same. */
  get(sessionId: string, read: () => AuthState | null): AuthState | null {
    this.#dropIfAnotherConnectionCommitted();
    const kept = this.#kept.get(sessionId);
    if (kept !== undefined) return kept;
    // What another process commits before this read is in the state, though not in the number: the next look drops the state.
    const state = read();
    // A transaction that could not be undone is still open: its rows may never be committed.
    if (state !== null && !this.#database.inTransaction) this.#kept.set(sessionId, deepFreeze(state));
    return state;
  }

  /** To be called in the transaction of the write: no read comes between that and its COMMIT. */
  drop(touched: Touched): void {
    if (touched === "none") return;
    if (touched === "any") this.#kept.clear();
    else this.#kept.delete(touched.sessionId);
  }

  #dropIfAnotherConnectionCommitted(): void {
    const version = this.#dataVersion.get();
    if (version === this.#version) return;
    this.#kept.clear();
    this.#version = version;
  }
}
