/** A change of the schema. The rules are those of SQLite's: see ../../sqlite/migrations/Migration.ts. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  /**
   * `expand` only adds, so programs that know less may go on reading and writing. `contract` takes away, renames or forbids what an
   * expand migration of the release before has replaced.
   */
  readonly kind: "expand" | "contract";
  /** The lowest version of the schema that a program must know to work on the database from now on. 0 with `expand`. */
  readonly needs: number;
  readonly sql: string;
}
