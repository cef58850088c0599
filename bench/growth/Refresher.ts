import pg from "pg";
import { createPostgresStore } from "../../src/stores/postgres/index.js";
import { Naming } from "../../src/stores/postgres/Naming.js";
import type { Session } from "../../src/stores/Store.js";
import { replaceVersion } from "../../src/stores/sql.js";
import { tableFormats } from "../../src/stores/tableFormats.js";
import { DAY } from "../../src/utils/duration.js";
import { noise } from "./Dice.js";
import type { Population } from "./Population.js";
import { isLive, sessionAt } from "./sessions.js";

const IDLE = 7 * DAY;
const { text, parameters } = new Naming({ schema: "latchkey", prefix: "" }).statement(
  replaceVersion("sessions", ["userId", "createdAt"]),
);

/** Refreshes sessions by the statement of the store, a transaction each; many go to the server in one message. */
export class Refresher {
  readonly #population: Population;
  /** For each connection: what two of them did to one session could arrive in the wrong order. */
  readonly #inUse: readonly (readonly number[])[];
  /** How often each session was refreshed. */
  readonly #counts: Uint16Array;

  constructor(population: Population, connections: number) {
    const { sessions, now } = population;
    this.#population = population;
    this.#counts = new Uint16Array(sessions);
    const all = Array.from({ length: sessions }, (_, index) => index);
    const inUse = all.filter((index) => isLive(sessionAt(population, index), now));
    this.#inUse = Array.from({ length: connections }, (_, number) =>
      inUse.filter((_, at) => at % connections === number),
    );
  }

  get inUse(): number {
    return this.#inUse.flat().length;
  }

  /** A connection on which the statement is prepared. */
  static async connect(url: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: url, options: "-c synchronous_commit=off" });
    await client.connect();
    await client.query("SET plan_cache_mode = force_generic_plan");
    await client.query(`PREPARE refresh AS ${text}`);
    return client;
  }

  /** The messages for as many refreshes, of sessions of the connection that chance picks. */
  batch(connection: number, size: number, now: number): string {
    const own = this.#inUse[connection] ?? [];
    const picked = Array.from({ length: size }, () => own[Math.floor(Math.random() * own.length)] ?? 0);
    return picked.map((index) => `BEGIN;EXECUTE refresh(${this.#refreshed(index, now)});COMMIT`).join(";");
  }

  /** The values of the statement, in the order of its parameters. */
  #refreshed(index: number, now: number): string {
    const session = sessionAt(this.#population, index);
    const count = (this.#counts[index] ?? 0) + 1;
    this.#counts[index] = count;
    const next = refreshedSession(session, count, now);
    const row = { ...tableFormats.sessions.toRow(next), expectedVersion: next.version - 1 };
    return parameters.map((name) => literal(Reflect.get(row, name))).join(",");
  }
}

function refreshedSession(session: Session, count: number, now: number): Session {
  const generation = session.generation + count;
  const [previous] = session.previous;
  const spent = {
    generation: generation - 1,
    keyId: session.keyId,
    tokenHash: noise(`${session._id} ${generation}`, 32),
    salt: noise(`salt ${generation}`, 16),
    supersededAt: now,
    successorConfirmedAt: null,
    retryKey: previous?.retryKey ?? null,
    network: "192.0.2.1",
  };
  return {
    ...session,
    version: session.version + count,
    generation,
    tokenHash: noise(`next ${session._id} ${generation}`, 32),
    rotatedAt: now,
    confirmedAt: null,
    previous: [spent],
    lastSeenAt: now,
    idleExpiresAt: now + IDLE,
    // A session that is refreshed has not reached its end.
    expiresAt: Math.max(session.expiresAt, now + IDLE),
  };
}

function literal(value: unknown): string {
  return value === null ? "NULL" : `'${String(value).replaceAll("'", "''")}'`;
}

/** @throws when the store replaces a session by another statement than {@link Refresher}, whose figures would say nothing then */
export async function assertStatementOfStore(url: string, session: Session): Promise<void> {
  const sent: string[] = [];
  const store = createPostgresStore({ url, onStatement: (statement) => sent.push(statement) });
  await store.open();
  // Of no version that is there, so nothing changes.
  await store.sessions.compareAndSet({ ...session, version: 1_000_000_000 }, 999_999_999);
  await store.close();
  if (!sent.includes(text))
    throw new Error("The store replaces sessions by another statement: see bench/growth/Refresher.ts.");
}
