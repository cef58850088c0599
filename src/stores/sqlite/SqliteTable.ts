import type { CompareAndSetResult, CreateOnceResult } from "../Store.js";
import type { Row, TableFormat } from "../tableFormats.js";
import type { Touched } from "./KeptAuthStates.js";
import type { Connection, Statements } from "./SqliteConnection.js";

/**
 * The base of the ports: each of their verbs is one statement. Parameters are one value, a list by place, or an object by name;
 * `touched` says whose auth state a write may change.
 */
export abstract class SqliteTable<Item extends object> {
  protected readonly connection: Connection;
  readonly #fromValues: TableFormat<Item>["fromValues"];

  constructor(connection: Connection, { fromValues }: Pick<TableFormat<Item>, "fromValues">) {
    this.connection = connection;
    this.#fromValues = fromValues;
  }

  /** The records that a SELECT finds. */
  protected readAll(sql: string, parameters: unknown = []): Promise<Item[]> {
    return this.connection.read((statements) => {
      const rows = statements.prepare<[unknown], readonly unknown[]>(sql).raw().all(parameters);
      return rows.map((values) => this.#fromValues(values));
    });
  }

  /** The one record that a SELECT finds. */
  protected readOne(sql: string, parameters: unknown): Promise<Item | null> {
    return this.connection.read((statements) => this.#first(statements, sql, parameters));
  }

  /** Runs a statement that changes rows; answers how many. */
  protected change(sql: string, parameters: unknown, touched?: Touched): Promise<number> {
    return this.connection.write((statements) => statements.prepare<[unknown]>(sql).run(parameters).changes, touched);
  }

  /** Runs a statement that changes one row at most; answers the record that it returns. */
  protected changeOne(sql: string, parameters: unknown, touched?: Touched): Promise<Item | null> {
    return this.connection.write((statements) => this.#first(statements, sql, parameters), touched);
  }

  /** Runs an INSERT that does nothing where the record is taken. */
  protected async insertOnce(sql: string, row: Row, touched?: Touched): Promise<CreateOnceResult> {
    const changes = await this.change(sql, row, touched);
    return { kind: changes === 1 ? "created" : "taken" };
  }

  /** Runs an UPDATE that does nothing where the stored version is another one. */
  protected async replaceVersion(
    sql: string,
    row: Row,
    expectedVersion: number,
    touched?: Touched,
  ): Promise<CompareAndSetResult> {
    const changes = await this.change(sql, { ...row, expectedVersion }, touched);
    return { kind: changes === 1 ? "stored" : "conflict" };
  }

  #first(statements: Statements, sql: string, parameters: unknown): Item | null {
    const values = statements.prepare<[unknown], readonly unknown[]>(sql).raw().get(parameters);
    return values === undefined ? null : this.#fromValues(values);
  }
}
