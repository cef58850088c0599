import type { CompareAndSetResult, CreateOnceResult } from "../Store.js";
import type { Row, TableFormat } from "../tableFormats.js";
import type { Parameters, PostgresConnection } from "./PostgresConnection.js";

/** The base of the ports: each of their verbs is one statement, a transaction of its own. */
export abstract class PostgresTable<Item extends object> {
  protected readonly connection: PostgresConnection;
  readonly #fromValues: TableFormat<Item>["fromValues"];

  constructor(connection: PostgresConnection, { fromValues }: Pick<TableFormat<Item>, "fromValues">) {
    this.connection = connection;
    this.#fromValues = fromValues;
  }

  /** The records that a SELECT finds, or that a change returns. */
  protected async all(sql: string, parameters: Parameters = {}): Promise<Item[]> {
    const { rows } = await this.connection.run(sql, parameters);
    return rows.map((values) => this.#fromValues(values));
  }

  /** The one record that a SELECT finds, or that a change returns. */
  protected async one(sql: string, parameters: Parameters): Promise<Item | null> {
    const [record = null] = await this.all(sql, parameters);
    return record;
  }

  /** Runs a statement that changes rows; answers how many. */
  protected async change(sql: string, parameters: Parameters): Promise<number> {
    return (await this.connection.run(sql, parameters)).count;
  }

  /** Runs an INSERT that does nothing where the record is taken. */
  protected async insertOnce(sql: string, row: Row): Promise<CreateOnceResult> {
    const changed = await this.change(sql, row);
    return { kind: changed === 1 ? "created" : "taken" };
  }

  /** Runs an UPDATE that does nothing where the stored version is another one. */
  protected async replaceVersion(sql: string, row: Row, expectedVersion: number): Promise<CompareAndSetResult> {
    const changed = await this.change(sql, { ...row, expectedVersion });
    return { kind: changed === 1 ? "stored" : "conflict" };
  }
}
