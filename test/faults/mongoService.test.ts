import { createMongoStore } from "../../src/stores/mongo/index.js";
import { describeOutages } from "../support/faults/describeOutages.js";
import { freshMongoUrl } from "../support/store/mongoDatabase.js";
import { hasMongoProgram, startOwnMongo } from "../support/store/mongoProgram.js";
import { startMongoProxy } from "../support/store/mongoProxy.js";

describeOutages("MongoDB", {
  isAvailable: hasMongoProgram,
  storedSign: "nModified",
  answersToRefresh: 3,
  async start() {
    const server = await startOwnMongo();
    const proxy = await startMongoProxy(Number(new URL(server.url).port));
    // Else the driver sends a lost write to a replica set again, and the server need not recognize its own.
    const url = `${proxy.urlOf(freshMongoUrl(server.url))}&retryWrites=false`;
    return { server, proxy, createStore: (stepTimeoutMs) => createMongoStore({ url, stepTimeoutMs }) };
  },
});
