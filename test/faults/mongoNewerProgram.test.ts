import { createConnection } from "mongoose";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { createMongoMigrator, createMongoStore } from "../../src/stores/mongo/index.js";
import { MongoArchive } from "../../src/stores/mongo/MongoArchive.js";
import { ManualClock } from "../support/ManualClock.js";
import { dropMongoDatabase, freshMongoUrl } from "../support/store/mongoDatabase.js";

/** A database whose records a newer program has changed. */
async function neededBy(version: number) {
  const url = freshMongoUrl();
  onTestFinished(() => dropMongoDatabase(url));
  const connection = await createConnection(url).asPromise();
  onTestFinished(() => connection.close());
  await connection.collection<{ _id: string; needs: number }>("schema").insertOne({ _id: "schema", needs: version });
  const collections = async () => (await connection.listCollections()).map(({ name }) => name);
  return { url, collections };
}

describe.skipIf(inject("mongoUrl") === null)("a MongoDB database that a newer program has changed", () => {
  test("is refused by whatever opens it, with both versions named, and left as it is", async () => {
    const { url, collections } = await neededBy(3);
    const words =
      "needs a program that knows version 3 of its records; this one knows 2 at most. Start the newer program.";
    const store = createMongoStore({ url });
    await expect(store.open()).rejects.toThrow(words);
    await store.close();
    await expect(MongoArchive.open({ url })).rejects.toThrow(words);
    const migrator = await createMongoMigrator({ url, clock: new ManualClock() });
    await expect(migrator.state()).rejects.toThrow(words);
    await expect(migrator.apply()).rejects.toThrow(words);
    expect(await collections()).toEqual(["schema"]);
  });

  test("is opened when it needs no more than this program knows", async () => {
    const { url } = await neededBy(2);
    const store = createMongoStore({ url });
    onTestFinished(() => store.close());
    await store.open();
    await store.ping();
  });
});
