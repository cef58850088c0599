import type { CompareAndSetResult, CreateOnceResult, SecondFactorStore, SecondFactors } from "../Store.js";
import { insertInto, replaceVersion, selectFrom } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import type { Connection } from "./SqliteConnection.js";
import { SqliteTable } from "./SqliteTable.js";

const OF_USER = `${selectFrom("secondFactors")} WHERE _id = ?`;
// It forgives a taken id and nothing else: a broken CHECK still fails.
const INSERT = `${insertInto("secondFactors")} ON CONFLICT DO NOTHING`;
const REPLACE = replaceVersion("secondFactors");
const DELETE = "DELETE FROM secondFactors WHERE _id = ?";

/** The second factors of a SQLite store. No auth state holds them, so no write drops any. */
export class SqliteSecondFactors extends SqliteTable<SecondFactors> implements SecondFactorStore {
  constructor(connection: Connection) {
    super(connection, tableFormats.secondFactors);
  }

  get(userId: string): Promise<SecondFactors | null> {
    return this.readOne(OF_USER, userId);
  }

  create(record: SecondFactors): Promise<CreateOnceResult> {
    return this.insertOnce(INSERT, tableFormats.secondFactors.toRow(record), "none");
  }

  compareAndSet(next: SecondFactors, expectedVersion: number): Promise<CompareAndSetResult> {
    return this.replaceVersion(REPLACE, tableFormats.secondFactors.toRow(next), expectedVersion, "none");
  }

  async delete(userId: string): Promise<boolean> {
    return (await this.change(DELETE, userId, "none")) === 1;
  }
}
