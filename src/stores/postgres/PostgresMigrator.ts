import type { Client } from "pg";
import type { Clock } from "../../utils/clock.js";
import type { MigrationMarker } from "../Archive.js";
import type { AppliedStep, Migrator, SchemaState } from "../Migrator.js";
import { migrate, schemaStateOf } from "./migrate.js";
import { readMarker } from "./migrationMarker.js";
import { Naming } from "./Naming.js";
import { connectToPrimary } from "./openPools.js";
import { toStoreError } from "./postgresErrors.js";

const STEP_TIMEOUT_MS = 5_000;
/** The index of a large table takes minutes, and the person who waits can end it. */
const NO_LIMIT_MS = 0;

/** The migrations of one Latchkey in a PostgreSQL database. */
export class PostgresMigrator implements Migrator {
  /** A copy of a database on a server is the operator's to make. */
  readonly rehearse = null;
  readonly #url: string;
  readonly #place: { readonly naming: Naming; readonly schema: string };
  readonly #clock: Clock;

  constructor({ url, schema, prefix, clock }: { url: string; schema: string; prefix: string; clock: Clock }) {
    this.#url = url;
    this.#place = { schema, naming: new Naming({ schema, prefix }) };
    this.#clock = clock;
  }

  state(): Promise<SchemaState> {
    return this.#withClient(STEP_TIMEOUT_MS, (client) => schemaStateOf(client, this.#place));
  }

  marker(): Promise<MigrationMarker | null> {
    return this.#withClient(STEP_TIMEOUT_MS, (client) => readMarker(client, this.#place.naming));
  }

  apply(): Promise<AppliedStep[]> {
    return this.#withClient(NO_LIMIT_MS, async (client) => {
      const steps: AppliedStep[] = [];
      let before = this.#clock.now();
      await migrate(client, this.#place, (name) => {
        const now = this.#clock.now();
        steps.push({ name, milliseconds: now - before });
        before = now;
      });
      return steps;
    });
  }

  async #withClient<T>(answerTimeoutMs: number, work: (client: Client) => Promise<T>): Promise<T> {
    const client = await connectToPrimary(this.#url, answerTimeoutMs);
    try {
      return await work(client);
    } catch (error) {
      throw toStoreError(error);
    } finally {
      await client.end();
    }
  }
}
