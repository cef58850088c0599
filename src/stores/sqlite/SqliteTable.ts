import type { SqliteConnection } from "./SqliteConnection.js";
import type { TableFormat } from "./tableFormats.js";

/** The base of the ports: each of their verbs is one statement. */
export abstract class SqliteTable<Item extends object> {
  protected readonly connection: SqliteConnection;
  readonly #fromValues: TableFormat<Item>["fromValues"];

  constructor(connection: SqliteConnection, { fromValues }: Pick<TableFormat<Item>, "fromValues">) {
    this.connection = connection;
    this.#fromValues = fromValues;
  }

  /** The records that a SELECT finds. */
  protected readAll(sql: string, ...parameters: unknown[]): Promise<Item[]> {
    return this.connection.read((statements) =>
      statements
        .prepare<unknown[], readonly unknown[]>(sql)
        .raw()
        .all(...parameters)
        .map((values) => this.#fromValues(values)),
    );
  }

  /** The one record that a SELECT finds. */
  protected async readOne(sql: string, ...parameters: unknown[]): Promise<Item | null> {
    return (await this.readAll(sql, ...parameters))[0] ?? null;
  }

  /** Runs a statement that changes rows; answers how many. */
  protected change(sql: string, ...parameters: unknown[]): Promise<number> {
    return this.connection.write((statements) => statements.prepare<unknown[]>(sql).run(...parameters).changes);
  }

  /** Runs a statement that changes one row at most; answers the record that it returns. */
  protected changeOne(sql: string, ...parameters: unknown[]): Promise<Item | null> {
    return this.connection.write((statements) => {
      const values = statements
        .prepare<unknown[], readonly unknown[]>(sql)
        .raw()
        .get(...parameters);
      return values === undefined ? null : this.#fromValues(values);
    });
  }
}
