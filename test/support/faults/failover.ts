import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { findPostgres } from "../../../scripts/postgres/findPostgres.js";
import { startPostgres } from "../../../scripts/postgres/startPostgres.js";
import { createPostgresStore } from "../../../src/stores/postgres/index.js";
import type { Session, Store } from "../../../src/stores/Store.js";
import { StoreUnavailableError } from "../../../src/stores/StoreUnavailableError.js";
import { aSession } from "../records.js";
import { freshPostgresUrl } from "../store/postgresDatabase.js";
import { promote, startStandby, urlOfAll, waitForStandby } from "../store/postgresStandby.js";

export interface FailoverFigures {
  readonly writers: number;
  /** Writes that were answered as stored. */
  readonly acknowledged: number;
  /** Those of them that the promoted server does not have. */
  readonly lost: number;
  /** Writes that were answered as unavailable, and how many of them may have been stored all the same. */
  readonly unavailable: number;
  readonly unknown: number;
  /** From the last write that the primary acknowledged to the first that the promoted standby did. */
  readonly gapMs: number;
}

const WRITERS = 8;
/** Each writes so many more after the failover. */
const WRITES_AFTER = 20;
/** Each session is changed so many times before the next one is made. */
const CHANGES = 5;
const RETRY_MS = 20;

/** Writes without a pause, and keeps in mind what was acknowledged. */
class Writer {
  /** The version of each session that was acknowledged last. */
  readonly acknowledged = new Map<string, number>();
  writes = 0;
  unavailable = 0;
  unknown = 0;
  readonly #store: Store;
  readonly #onWrite: () => void;
  #session: Session | null = null;

  constructor(store: Store, onWrite: () => void) {
    this.#store = store;
    this.#onWrite = onWrite;
  }

  async run(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      try {
        const { _id, version } = await this.#write();
        this.acknowledged.set(_id, version);
        this.writes += 1;
        this.#onWrite();
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        this.unavailable += 1;
        if (error.outcome === "unknown") this.unknown += 1;
        // What came of it is not asked: a new session is made.
        this.#session = null;
        await sleep(RETRY_MS);
      }
    }
  }

  async #write(): Promise<Session> {
    const { sessions } = this.#store;
    if (this.#session === null || this.#session.version === CHANGES) {
      const session = aSession();
      await sessions.create(session);
      this.#session = session;
      return session;
    }
    const next: Session = { ...this.#session, version: this.#session.version + 1 };
    const { kind } = await sessions.compareAndSet(next, this.#session.version);
    if (kind !== "stored") throw new Error("Nobody else writes this session.");
    this.#session = next;
    return next;
  }
}

/** Writers, and a primary that crashes under them while its synchronous standby is promoted. */
export async function failOver({ acknowledgedBefore }: { acknowledgedBefore: number }): Promise<FailoverFigures> {
  const found = findPostgres();
  if (found.kind === "unavailable") throw new Error(found.reason);
  const primary = await startPostgres(found.programs);
  const url = await freshPostgresUrl(primary.url);
  const standby = await startStandby(primary);
  const store = createPostgresStore({ url: urlOfAll(url, [primary.port, standby.port]), stepTimeoutMs: 3000 });
  try {
    await store.open();
    await waitForStandby(primary);
    let hasCrashed = false;
    let [before, after] = [0, 0];
    let [lastBefore, firstAfter] = [0, 0];
    let onEnough = () => {};
    const enough = new Promise<void>((resolve) => {
      onEnough = resolve;
    });
    const onWrite = () => {
      if (hasCrashed) {
        after += 1;
        firstAfter ||= performance.now();
      } else {
        before += 1;
        lastBefore = performance.now();
        if (before >= acknowledgedBefore) onEnough();
      }
    };
    const writers = Array.from({ length: WRITERS }, () => new Writer(store, onWrite));
    const running = writers.map((writer) => writer.run(() => after >= WRITERS * WRITES_AFTER));
    await Promise.race([enough, Promise.all(running)]);
    await primary.stop("immediate");
    // What it has acknowledged last may still be on its way.
    await turn();
    hasCrashed = true;
    await promote(standby);
    await Promise.all(running);

    const sum = (of: (writer: Writer) => number) => writers.reduce((total, writer) => total + of(writer), 0);
    let lost = 0;
    for (const { acknowledged } of writers) {
      for (const [id, version] of acknowledged) {
        const stored = await store.sessions.get(id);
        // The session itself is a write too.
        lost += Math.max(0, version - (stored?.version ?? -1));
      }
    }
    return {
      writers: WRITERS,
      acknowledged: sum(({ writes }) => writes),
      lost,
      unavailable: sum(({ unavailable }) => unavailable),
      unknown: sum(({ unknown }) => unknown),
      gapMs: Math.round(firstAfter - lastBefore),
    };
  } finally {
    await store.close();
    await standby.dispose();
    await primary.dispose();
  }
}
