import { mongo } from "mongoose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RunningProgram } from "../../scripts/mongo/startMongoProgram.js";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import { MongoArchive } from "../../src/stores/mongo/MongoArchive.js";
import { connectOptions } from "../../src/stores/mongo/openDatabase.js";
import type { Store } from "../../src/stores/Store.js";
import { aUser } from "../support/records.js";
import { everyVerb } from "../support/store/everyVerb.js";
import { freshMongoUrl } from "../support/store/mongoDatabase.js";
import { hasMongoProgram, startOwnMongo } from "../support/store/mongoProgram.js";
import { commandOf, type MongoProxy, startMongoProxy } from "../support/store/mongoProxy.js";

const WRITES = ["insert", "update", "delete", "findAndModify"];
function commandsIn({ requests }: MongoProxy): mongo.BSON.Document[] {
  return requests.flatMap((request) => commandOf(request) ?? []);
}

describe.skipIf(!hasMongoProgram)("every command of the MongoDB store, whatever its URL says,", () => {
  let server: RunningProgram;
  let proxy: MongoProxy;
  let store: Store;

  beforeAll(async () => {
    server = await startOwnMongo();
    proxy = await startMongoProxy(Number(new URL(server.url).port));
    const url = proxy.urlOf(freshMongoUrl(server.url));
    const weak = "w=0&journal=false&j=false&readConcernLevel=local&readPreference=secondary";
    store = createMongoStore({ url: `${url}&${weak}` });
    await store.open();
  });
  afterAll(async () => {
    await store.close();
    await proxy.close();
    await server.dispose();
  });
  beforeEach(() => {
    proxy.requests.length = 0;
  });

  async function commandsOf(names: readonly string[]): Promise<mongo.BSON.Document[]> {
    for (const call of Object.values(everyVerb)) await call(store);
    const commands = commandsIn(proxy);
    return commands.filter((command) => names.some((name) => name in command));
  }

  test("writes to the journals of a majority", async () => {
    const commands = await commandsOf(WRITES);
    expect(commands).toHaveLength(44);
    for (const { writeConcern } of commands) expect(writeConcern).toMatchObject({ w: "majority", j: true });
  });

  test("reads what a majority holds", async () => {
    const finds = await commandsOf(["find"]);
    // Every second one more looks whether "latchkey copy" has locked the database.
    const commands = finds.filter(({ find }) => find !== "copyMarks");
    expect(commands).toHaveLength(32);
    for (const { readConcern } of commands) expect(readConcern).toEqual({ level: "majority" });
  });
});

test.skipIf(!hasMongoProgram)("a copy writes and reads a MongoDB with the same concerns", async () => {
  const server = await startOwnMongo();
  const proxy = await startMongoProxy(Number(new URL(server.url).port));
  const archive = await MongoArchive.open({
    url: `${proxy.urlOf(freshMongoUrl(server.url))}&w=0&readConcernLevel=local`,
  });
  try {
    const mark = { copy: "copy", state: "filling", run: "run", peer: "peer" } as const;
    await archive.setMarker(mark, null);
    await archive.setMarker({ ...mark, peer: "other" }, mark);
    const user = aUser();
    await archive.insert("users", [user], "run");
    await archive.clear("users", "run");
    await archive.insert("users", [user], "run");
    expect((await archive.pages("users").next()).value).toEqual([user]);
    const commands = commandsIn(proxy);
    const writes = commands.filter((command) => WRITES.some((name) => name in command));
    expect(writes).toHaveLength(5);
    for (const { writeConcern } of writes) expect(writeConcern).toMatchObject({ w: "majority", j: true });
    const reads = commands.filter((command) => "find" in command);
    expect(reads.length).toBeGreaterThan(3);
    for (const { readConcern } of reads) expect(readConcern).toEqual({ level: "majority" });
  } finally {
    await archive.close();
    await proxy.close();
    await server.dispose();
  }
});

// Commands to a single server never say where to read, so this rule is not in them.
test("the MongoDB store reads from the primary, whatever its URL says", () => {
  const { readPreference } = connectOptions(1);
  const client = new mongo.MongoClient("mongodb://127.0.0.1/?readPreference=secondary", { readPreference });
  expect(client.options.readPreference.mode).toBe("primary");
});
