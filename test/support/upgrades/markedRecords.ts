import Database from "better-sqlite3";
import { createConnection } from "mongoose";
import { type EmptyPlace, sqliteFileOf } from "../cli/databases.js";

/** Every value that only the next release knows: the labels of the sessions, and the nicknames of the users. */
export interface Marks {
  readonly labels: readonly unknown[];
  readonly nicknames: readonly unknown[];
}

const LABEL = "the one at home";
const NICKNAME = "countess";

/** Writes what only the next release knows into every user and session, as it would. */
export function markRecords(place: EmptyPlace): Promise<void> {
  const onSqlite = (database: Database.Database) => {
    database.exec(`UPDATE sessions SET label = '${LABEL}'; UPDATE users SET nickname = '${NICKNAME}'`);
  };
  return inDatabase(place, onSqlite, async (collection) => {
    await collection("sessions").updateMany({}, { $set: { label: LABEL } });
    await collection("users").updateMany({}, { $set: { nickname: NICKNAME } });
  });
}

/** What is there of it. */
export function marksIn(place: EmptyPlace): Promise<Marks> {
  const onSqlite = (database: Database.Database) => ({
    labels: database.prepare("SELECT label FROM sessions").pluck().all(),
    nicknames: database.prepare("SELECT nickname FROM users").pluck().all(),
  });
  return inDatabase(place, onSqlite, async (collection) => ({
    labels: (await collection("sessions").find().toArray()).map((session) => session["label"]),
    nicknames: (await collection("users").find().toArray()).map((user) => user["nickname"]),
  }));
}

/** The marks of a database with one marked user and so many marked sessions. */
export function marksOf(sessions: number): Marks {
  return { labels: Array(sessions).fill(LABEL), nicknames: [NICKNAME] };
}

type Collections = (name: string) => ReturnType<ReturnType<typeof createConnection>["collection"]>;

async function inDatabase<T>(
  place: EmptyPlace,
  onSqlite: (database: Database.Database) => T,
  onMongo: (collection: Collections) => Promise<T>,
): Promise<T> {
  const url = place.env["DATABASE_URL"];
  if (url === undefined) {
    const database = new Database(sqliteFileOf(place));
    try {
      return onSqlite(database);
    } finally {
      database.close();
    }
  }
  const connection = await createConnection(url).asPromise();
  try {
    return await onMongo((name) => connection.collection(name));
  } finally {
    await connection.destroy();
  }
}
