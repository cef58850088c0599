import { createConnection, type mongo } from "mongoose";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { createMongoArchive } from "../../src/stores/mongo/createMongoArchive.js";
import { createPager } from "../../src/stores/mongo/createPager.js";
import { createMongoStore, loadMongoMigrator } from "../../src/stores/mongo/index.js";
import { createModels } from "../../src/stores/mongo/models.js";
import { shelves } from "../../src/stores/mongo/shelves.js";
import { systemClock } from "../../src/utils/clock.js";
import { dropMongoDatabase, freshMongoUrl } from "../support/store/mongoDatabase.js";
import { describeArchiveContract } from "./archiveContract.js";

describe.skipIf(inject("mongoUrl") === null)("on a MongoDB server", () => {
  describeArchiveContract("the MongoDB archive", async () => {
    const url = freshMongoUrl();
    onTestFinished(() => dropMongoDatabase(url));
    await (await loadMongoMigrator({ url, clock: systemClock })).apply();
    const archive = createMongoArchive({ url });
    await archive.open();
    onTestFinished(() => archive.close());
    return {
      archive,
      store: () => {
        const store = createMongoStore({ url });
        onTestFinished(() => store.close());
        return store;
      },
    };
  });

  test("a page whose cursor the server has forgotten is read by another", async () => {
    const url = freshMongoUrl();
    const connection = await createConnection(url).asPromise();
    onTestFinished(() => connection.destroy());
    onTestFinished(() => dropMongoDatabase(url));
    const items = connection.getClient().db().collection<{ _id: string }>("items");
    await items.insertMany(["a", "b", "c", "d"].map((_id) => ({ _id })));
    const cursors: mongo.FindCursor<{ _id: string }>[] = [];
    const find = (after: string | null) => {
      const cursor = items.find(after === null ? {} : { _id: { $gt: after } }, { batchSize: 2 }).sort({ _id: 1 });
      cursors.push(cursor);
      return cursor;
    };
    const page = createPager(find, ({ _id }) => _id);

    expect(await page(null, 2)).toEqual([{ _id: "a" }, { _id: "b" }]);
    const [cursor] = cursors;
    await connection
      .getClient()
      .db()
      .command({ killCursors: "items", cursors: [cursor?.id] });
    expect(await page("b", 2)).toEqual([{ _id: "c" }, { _id: "d" }]);
    expect(cursors).toHaveLength(2);
  });
});

test("every collection is moved: a new model needs a shelf, under the name of its collection", () => {
  const models = createModels(createConnection(), "");
  const collections = Object.values(models).map(({ collection }) => collection.collectionName);
  expect(collections.toSorted()).toEqual(Object.keys(shelves).toSorted());
  expect(Object.keys(models).toSorted()).toEqual(Object.keys(shelves).toSorted());
});

test("a URL's user, password and options are no part of its name", () => {
  const name = (url: string) => createMongoArchive({ url }).name;
  expect(name("mongodb://ada:p%40ss@a.example.com,b.example.com:27018/latchkey?authSource=admin")).toBe(
    "mongodb://a.example.com,b.example.com:27018/latchkey",
  );
  expect(name("mongodb+srv://ada:se@cret@cluster.example.com/?x=1")).toBe("mongodb+srv://cluster.example.com/");
  expect(name("mongodb://localhost/latchkey")).toBe("mongodb://localhost/latchkey");
});
