import Database from "better-sqlite3";

type Row = Record<string, unknown>;

/** Every table of a database file, with the names of its columns. */
export function tablesOf(file: string): Map<string, string[]> {
  return reading(file, (database) => {
    const tables = database.pragma("table_list") as { schema: string; name: string }[];
    const own = tables.filter(({ schema, name }) => schema === "main" && !name.startsWith("sqlite_"));
    return new Map(own.map(({ name }) => [name, columnsOf(database, name)]));
  });
}

/** Every row of every table that holds a text anywhere, written as `table {row}`. */
export function rowsWith(file: string, text: string): string[] {
  const tables = [...tablesOf(file).keys()];
  return reading(file, (database) =>
    tables
      .flatMap((table) =>
        database
          .prepare<[], Row>(`SELECT * FROM "${table}"`)
          .all()
          .map((row) => write(table, row)),
      )
      .filter((row) => row.includes(text)),
  );
}

function columnsOf(database: Database.Database, table: string): string[] {
  const columns = database.pragma(`table_info("${table}")`) as { name: string }[];
  return columns.map(({ name }) => name);
}

function write(table: string, row: Row): string {
  return `${table} ${JSON.stringify(row)}`;
}

function reading<T>(file: string, read: (database: Database.Database) => T): T {
  const database = new Database(file, { readonly: true });
  try {
    return read(database);
  } finally {
    database.close();
  }
}
