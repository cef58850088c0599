import { openDatabase } from "../../../src/stores/sqlite/openDatabase.js";

/** Does to a file what a program of a later release would. */
export function migrateByNewer(path: string, { needs, sql }: { needs: number; sql: string }): void {
  const newer = openDatabase(path, "FULL");
  newer.exec(sql);
  newer.prepare("INSERT INTO migrations (version, name, needs) VALUES (999, 'future', ?)").run(needs);
  newer.close();
}
