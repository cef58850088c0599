import { afterAll, beforeAll, describe, inject } from "vitest";
import { findSecantusDb } from "../../scripts/mongo/findMongoProgram.js";
import { type RunningProgram, startMongoProgram } from "../../scripts/mongo/startMongoProgram.js";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import { freshMongoUrl } from "../support/store/mongoDatabase.js";
import { describeStoreContract } from "./storeContract.js";

const PATIENCE_MS = 30_000;

const report = (line: string) => process.stderr.write(`${line}\n`);
// The fast tests want no MongoDB at all.
const found =
  inject("mongoUrl") === null
    ? { kind: "unavailable" as const, reason: "there is no MongoDB server" }
    : await findSecantusDb(report);
if (found.kind === "unavailable") report(`MongoDB with writes at the same time was not tested: ${found.reason}.`);

// FerretDB, which the other tests have where there is no mongod, takes one command at a time, so its races have no losers.
describe.skipIf(found.kind === "unavailable")("on a MongoDB server that runs writes at the same time", () => {
  let server: RunningProgram;

  beforeAll(async () => {
    if (found.kind === "found") server = await startMongoProgram(found.program);
  });
  afterAll(() => server.dispose());

  describeStoreContract("the MongoDB store", async () => {
    const store = createMongoStore({ url: freshMongoUrl(server.url), stepTimeoutMs: PATIENCE_MS });
    await store.open();
    return { store, dispose: () => store.close() };
  });
});
