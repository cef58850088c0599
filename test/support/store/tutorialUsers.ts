import { createConnection, mongo } from "mongoose";
import { dropMongoDatabase, freshMongoUrl } from "./mongoDatabase.js";

/** Calls the driver on the database that a URL names, as an application of its own would. */
export async function onMongo<T>(url: string, work: (database: mongo.Db) => Promise<T>): Promise<T> {
  const connection = await createConnection(url).asPromise();
  try {
    return await work(connection.getClient().db());
  } finally {
    await connection.destroy();
  }
}

/** A user as the application of the tutorial stores one: an ObjectId, and a password hashed by bcrypt at cost 4. */
export function aTutorialUser(username: string, more: object = {}): mongo.BSON.Document {
  return {
    _id: new mongo.ObjectId(),
    username,
    fullName: `${username} Example`,
    email: `${username}@example.com`,
    password: "$2b$04$PjSkuvL4TDXVJgCnTlrh6exn9i6bcYU6q9yICwcihw0WUtB5iJvN2",
    __v: 0,
    ...more,
  };
}

/** A database of its own that holds such users. It is removed by what is given to `onEnd`. */
export async function aTutorialDatabase(
  users: readonly mongo.BSON.Document[],
  onEnd: (remove: () => Promise<void>) => void,
): Promise<string> {
  const url = freshMongoUrl();
  onEnd(() => dropMongoDatabase(url));
  if (users.length > 0) await onMongo(url, (database) => database.collection("users").insertMany([...users]));
  return url;
}
