import { createPostgresStore } from "../../src/stores/postgres/index.js";
import { describeOutages } from "../support/faults/describeOutages.js";
import { hasPostgresPrograms, startOwnPostgres } from "../support/store/ownPostgres.js";
import { freshPostgresUrl } from "../support/store/postgresDatabase.js";
import { startPostgresProxy } from "../support/store/postgresProxy.js";

describeOutages("PostgreSQL", {
  isAvailable: hasPostgresPrograms,
  storedSign: "UPDATE 1",
  answersToRefresh: 2,
  async start() {
    const server = await startOwnPostgres();
    const proxy = await startPostgresProxy(server.port);
    const url = proxy.urlOf(await freshPostgresUrl(server.url));
    return {
      // It is not asked to end: it crashes.
      server: { ...server, stop: () => server.stop("immediate") },
      proxy,
      createStore: (stepTimeoutMs) => createPostgresStore({ url, stepTimeoutMs }),
    };
  },
});
