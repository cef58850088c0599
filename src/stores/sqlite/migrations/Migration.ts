interface Step {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/**
 * Only adds, so programs that know less may go on reading and writing: tables, indexes that are not unique, columns that may be
 * left out of an INSERT.
 */
interface Expand extends Step {
  readonly kind: "expand";
}

/** Takes away, renames or forbids: programs that know too little must not work on the file any more. */
interface Contract extends Step {
  readonly kind: "contract";
  /** The expand migration that brought what takes its place. The release before must have had it. */
  readonly finishes: number;
  /**
   * The lowest version of the schema that a program must know to work on the file from now on. This migration's own, unless
   * programs since an earlier one do without what is taken away.
   */
  readonly needs: number;
}

/**
 * Takes nothing away, but is unsafe beside programs that do not know what an expand migration of the same release has brought.
 * CHANGELOG.md says so: every server stops before the upgrade.
 */
interface Cutover extends Step {
  readonly kind: "cutover";
  /** The version of that expand migration, which a program must know from now on. */
  readonly needs: number;
}

/** A change of the schema. */
export type Migration = Expand | Contract | Cutover;
