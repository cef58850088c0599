import type { CompareAndSetResult, CreateOnceResult, SecondFactorStore, SecondFactors } from "../Store.js";
import { insertInto, replaceVersion, selectFrom } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import type { PostgresConnection } from "./PostgresConnection.js";
import { PostgresTable } from "./PostgresTable.js";

const OF_USER = `${selectFrom("secondFactors")} WHERE _id = @userId`;
// It forgives a taken id and nothing else: a broken CHECK still fails.
const INSERT = `${insertInto("secondFactors")} ON CONFLICT DO NOTHING`;
const REPLACE = replaceVersion("secondFactors");
const DELETE = "DELETE FROM secondFactors WHERE _id = @userId";

/** The second factors of a PostgreSQL store. */
export class PostgresSecondFactors extends PostgresTable<SecondFactors> implements SecondFactorStore {
  constructor(connection: PostgresConnection) {
    super(connection, tableFormats.secondFactors);
  }

  get(userId: string): Promise<SecondFactors | null> {
    return this.one(OF_USER, { userId });
  }

  create(record: SecondFactors): Promise<CreateOnceResult> {
    return this.insertOnce(INSERT, tableFormats.secondFactors.toRow(record));
  }

  compareAndSet(next: SecondFactors, expectedVersion: number): Promise<CompareAndSetResult> {
    return this.replaceVersion(REPLACE, tableFormats.secondFactors.toRow(next), expectedVersion);
  }

  async delete(userId: string): Promise<boolean> {
    return (await this.change(DELETE, { userId })) === 1;
  }
}
