import { createConnection } from "mongoose";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { KINDS } from "../../src/stores/Archive.js";
import { databaseName } from "../../src/stores/databaseName.js";
import { documentFormats } from "../../src/stores/mongo/documents.js";
import { createMongoMigrator } from "../../src/stores/mongo/index.js";
import { MongoArchive } from "../../src/stores/mongo/MongoArchive.js";
import { createModels } from "../../src/stores/mongo/models.js";

import { systemClock } from "../../src/utils/clock.js";
import { dropMongoDatabase, freshMongoUrl, patientMongoStore } from "../support/store/mongoDatabase.js";
import { describeArchiveContract } from "./archiveContract.js";

describe.skipIf(inject("mongoUrl") === null)("on a MongoDB server", () => {
  describeArchiveContract("the MongoDB archive", async () => {
    const url = freshMongoUrl();
    onTestFinished(() => dropMongoDatabase(url));
    await (await createMongoMigrator({ url, clock: systemClock })).apply();
    const archive = await MongoArchive.open({ url });
    onTestFinished(() => archive.close());
    return {
      archive,
      store: () => {
        const store = patientMongoStore(url);
        onTestFinished(() => store.close());
        return store;
      },
    };
  });
});

test("every collection is copied: a new model needs a format, under the name of its collection", () => {
  const models = createModels(createConnection(), "");
  const collections = Object.values(models).map(({ collection }) => collection.collectionName);
  expect(collections.toSorted()).toEqual(Object.keys(documentFormats).toSorted());
  expect(Object.keys(models).toSorted()).toEqual(KINDS.toSorted());
});

test("a URL's user, password and options are no part of its name", () => {
  const name = (url: string) => databaseName(url);
  expect(name("mongodb://ada:p%40ss@a.example.com,b.example.com:27018/latchkey?authSource=admin")).toBe(
    "mongodb://a.example.com,b.example.com:27018/latchkey",
  );
  expect(name("mongodb+srv://ada:se@cret@cluster.example.com/?x=1")).toBe("mongodb+srv://cluster.example.com/");
  expect(name("mongodb://localhost/latchkey")).toBe("mongodb://localhost/latchkey");
});
