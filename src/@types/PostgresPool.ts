/** A pool of `pg`, as its types describe it: an app without `pg` has none of them. */
export interface PostgresPool {
  /** How many connections it has. */
  readonly totalCount: number;
  readonly options: object;
  connect(): Promise<object>;
}
