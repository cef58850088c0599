import { randomUUID } from "node:crypto";
import { createConnection } from "mongoose";

/** The URL of a database of the server that no other test uses. */
export function freshMongoUrl(serverUrl: string): string {
  const name = `latchkey_${randomUUID().slice(0, 8)}`;
  return serverUrl.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?[^?]*/, `$1/${name}`);
}

/** Removes the database that a URL names. */
export async function dropMongoDatabase(url: string): Promise<void> {
  const connection = await createConnection(url).asPromise();
  await connection.dropDatabase();
  await connection.destroy();
}
