import { createHash } from "node:crypto";
import { KINDS } from "../Archive.js";
import { tableFormats } from "../tableFormats.js";
import { migrations } from "./migrations/index.js";

/** Where the tables of one Latchkey are. */
export interface TablePlace {
  /** Their PostgreSQL schema. */
  readonly schema: string;
  /** Stands before their names. */
  readonly prefix: string;
}

/** A text of SQL as the driver takes it, and the names of its parameters in the order of their numbers. */
export interface Statement {
  readonly text: string;
  /** Under which a server keeps it: the same for the same text, because clients of a pooler share what a server keeps. */
  readonly name: string;
  readonly parameters: readonly string[];
}

/** The tables of the schema. `copyMarks` is in a database that takes part in a copy: see migrationMarker.ts. */
export const tableNames: readonly string[] = ["migrations", ...KINDS];

const TABLES: ReadonlySet<string> = new Set([...tableNames, "copyMarks"]);
const INDEXES: ReadonlySet<string> = new Set(
  migrations.flatMap(({ sql }) => [...sql.matchAll(/INDEX (\w+)/g)].map(([, name = ""]) => name)),
);
// An index is created beside its table, and dropped by its whole name.
const WORDS = /DROP INDEX (\w+)|@\w+|\w+/g;
/** 120 bits. Names of PostgreSQL have at most 63 bytes. */
const NAME_LENGTH = 20;

// What is not quoted is folded to lower case by PostgreSQL.
const COLUMNS: ReadonlySet<string> = new Set(
  ["appliedAt", ...KINDS.flatMap((kind) => tableFormats[kind].columns)].filter((name) => /[A-Z]/.test(name)),
);

/**
 * Writes out the names in texts of SQL, which are plain everywhere else: a table gets its schema and prefix, so no statement depends
 * on the `search_path` of a connection, which a pooler may have given to another client before; parameters such as `@userId`
 * get numbers. No parameter, keyword or literal of ours has the name of a table.
 */
export class Naming {
  /** Quoted. */
  readonly schema: string;
  readonly #place: TablePlace;
  readonly #statements = new Map<string, Statement>();

  constructor(place: TablePlace) {
    this.#place = place;
    this.schema = quoted(place.schema);
  }

  /** The statement for `sql`, which is always one of the adapter's constants: each is written once. */
  statement(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#write(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** A text without parameters. */
  text(sql: string): string {
    return this.#write(sql).text;
  }

  /** `"latchkey"."users"`, and the same for what has its place beside the tables. */
  qualified(name: string): string {
    return `${this.schema}.${quoted(this.#place.prefix + name)}`;
  }

  #write(sql: string): Statement {
    const parameters: string[] = [];
    const text = sql.replaceAll(WORDS, (word, dropped?: string) => {
      if (dropped !== undefined) return `DROP INDEX ${this.qualified(dropped)}`;
      if (word.startsWith("@")) return `$${numberOf(word.slice(1), parameters)}`;
      if (TABLES.has(word)) return this.qualified(word);
      if (INDEXES.has(word)) return quoted(this.#place.prefix + word);
      return COLUMNS.has(word) ? quoted(word) : word;
    });
    const hash = createHash("sha256").update(text).digest("base64url").slice(0, NAME_LENGTH);
    return { text, name: `latchkey_${hash}`, parameters };
  }
}

function numberOf(name: string, parameters: string[]): number {
  const index = parameters.indexOf(name);
  return index === -1 ? parameters.push(name) : index + 1;
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
