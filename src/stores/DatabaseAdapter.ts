import type { Archive } from "./Archive.js";
import type { Migrator } from "./Migrator.js";
import type { Store } from "./Store.js";

/** A connection of an app's own Mongoose: see the type in @types, which an app sees. The settings have checked what it is. */
export interface AppConnection {
  getClient(): object;
}

/** A pool of an app's own `pg`: see the type in @types. */
export interface PostgresPool {
  connect(): Promise<object>;
}

/** Where one Latchkey keeps its records: a database, and the prefix of its tables or collections there. */
export interface DatabasePlace {
  readonly databaseUrl: string;
  readonly databasePrefix: string;
  /** On PostgreSQL; see the settings, as for the next two. */
  readonly databaseSchema?: string;
  readonly databasePool?: number;
  readonly databasePrepare?: "on" | "off";
  /** Is used instead of the URL by the store alone. */
  readonly connection?: AppConnection | PostgresPool | undefined;
}

/** How a backup ended. */
export type BackupResult =
  | { readonly kind: "done"; readonly bytes: number }
  /** This file is in the way, and was left unchanged. */
  | { readonly kind: "exists"; readonly file: string };

/** Copies the database to the file `target` while servers use it. `onCopied` is called with how much of how much is copied. */
export type Backup = (target: string, onCopied: (done: number, total: number) => void) => Promise<BackupResult>;

/** What a kind of database offers. Each folder of adapters exports one; src/stores/index.ts picks it by the URL. */
export interface DatabaseAdapter {
  /** The database as metrics and traces name it. */
  readonly system: "mongodb" | "postgresql" | "sqlite";
  /** Opens nothing yet. */
  createStore(place: DatabasePlace): Store;
  createMigrator(place: DatabasePlace): Promise<Migrator>;
  openArchive(place: DatabasePlace): Promise<Archive>;
  /** Whether there is a database to work on. A database server makes one at the first write, so there it is always true. */
  exists(place: Pick<DatabasePlace, "databaseUrl">): boolean;
  /** `null` where the database has a backup program of its own. */
  backupOf(place: DatabasePlace): Backup | null;
}
