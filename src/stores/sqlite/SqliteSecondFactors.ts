import type { SecondFactorStore, SecondFactors } from "../Store.js";
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

  async create(record: SecondFactors): ReturnType<SecondFactorStore["create"]> {
    const changes = await this.change(INSERT, tableFormats.secondFactors.toRow(record), "none");
    return { kind: changes === 1 ? "created" : "taken" };
  }

  async compareAndSet(next: SecondFactors, expectedVersion: number): ReturnType<SecondFactorStore["compareAndSet"]> {
    const changes = await this.change(REPLACE, { ...tableFormats.secondFactors.toRow(next), expectedVersion }, "none");
    return { kind: changes === 1 ? "stored" : "conflict" };
  }

  async delete(userId: string): Promise<boolean> {
    return (await this.change(DELETE, userId, "none")) === 1;
  }
}
