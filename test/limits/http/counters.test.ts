import { describe, expect, inject, onTestFinished, test } from "vitest";
import { LIMITS } from "../../../src/services/rateLimit/limitRules.js";
import { createPostgresStore } from "../../../src/stores/postgres/index.js";
import type { Store } from "../../../src/stores/Store.js";
import { StoreUnavailableError } from "../../../src/stores/StoreUnavailableError.js";
import { createSqliteStore } from "../../../src/stores/sqlite/index.js";
import { anAccount, aRegistration, eventsOf, PASSWORD, signIn } from "../../support/http/accounts.js";
import { describeOnEveryStore } from "../../support/http/everyStore.js";
import { expectFailure } from "../../support/http/expectFailure.js";
import { TestClient } from "../../support/http/TestClient.js";
import { ManualClock, startTestServer, type TestServer } from "../../support/http/testServer.js";
import { LIMITED_ROUTES } from "../../support/limits/goodRequests.js";
import {
  expectLimited,
  guesses,
  lockOut,
  signInAs,
  statusesOf,
  times,
  WRONG,
} from "../../support/limits/limitedSignIns.js";
import { MINUTE } from "../../support/ManualClock.js";
import { dropMongoDatabase, freshMongoUrl, patientMongoStore } from "../../support/store/mongoDatabase.js";
import { dropPostgresPlace, freshPostgresPlace } from "../../support/store/postgresDatabase.js";
import { temporaryDatabase } from "../../support/store/sqliteFolder.js";

describeOnEveryStore("switched off", (servers) => {
  const server = servers.shared({ rateLimit: "off", rateLimits: { "forgot.account": "1/1h" } });

  test("nothing is limited or counted", async () => {
    const user = await anAccount(server());
    await server().quiet();
    expect(await guesses(server(), user, 13)).toEqual(times(13, 401));
    const { client } = await signIn(server(), user);
    const forgot = () => client.post("/auth/forgot-password", { email: user.email });
    expect(await statusesOf(7, forgot)).toEqual(times(7, 202));
    const change = () => client.post("/auth/change-password", { currentPassword: WRONG, newPassword: PASSWORD });
    expect(await statusesOf(12, change)).toEqual(times(12, 401));
    expect(server().probe.calls.filter((verb) => verb.startsWith("rateLimits."))).toEqual([]);
  });
});

describeOnEveryStore("while nothing can be counted", (servers) => {
  const server = servers.shared({ emailCode: "on", rateLimit: "on" });

  function breakCounters(verb = "rateLimits."): void {
    server().probe.before((called) => {
      if (called.startsWith(verb)) throw new StoreUnavailableError("The disk is full.");
    });
  }

  test.each(LIMITED_ROUTES)("$limit: $route is 503, never 429 and never let through", async ({ prepare }) => {
    const send = await prepare(server());
    await send("203.0.113.1");
    await server().quiet();
    breakCounters();
    const response = await send("203.0.113.1");
    await server().container.background.drain();
    server().probe.heal();
    expectFailure(response, 503, "STORE_UNAVAILABLE");
    expect(response.headers.get("retry-after")).toBe("2");
    // Confirming that an earlier answer arrived is no part of the request.
    expect(server().probe.writes.filter((verb) => verb !== "sessions.compareAndSet")).toEqual([]);
    expect((await send("203.0.113.1")).status).toBeLessThan(300);
  });

  test.each(["rateLimits.get", "rateLimits.add", "rateLimits.set"])(
    "a guess is not evaluated when %s fails, and the lock holds",
    async (verb) => {
      const user = await anAccount(server());
      expect(await guesses(server(), user, 9)).toEqual(times(9, 401));
      breakCounters(verb);
      expect(await guesses(server(), user, 3)).toEqual(times(3, 503));
      expectFailure(await signInAs(server(), user), 503, "STORE_UNAVAILABLE");
      server().probe.heal();
      expect(await eventsOf(server(), user._id)).toHaveLength(9);
      // Where counting had failed no guess was spent; where it had not, what it took stays taken.
      expect(await guesses(server(), user, 2)).toEqual(verb === "rateLimits.set" ? [429, 429] : [401, 429]);
    },
  );

  test("a locked account is 503 as well: nobody can know that it still is", async () => {
    const user = await anAccount(server());
    await lockOut(server(), user);
    breakCounters();
    expectFailure(await signInAs(server(), user), 503, "STORE_UNAVAILABLE");
    server().probe.heal();
    expectLimited(await signInAs(server(), user), 60);
  });
});

const DATABASES = [
  { name: "SQLite", isAvailable: true, create: sqliteFile },
  { name: "MongoDB", isAvailable: inject("mongoUrl") !== null, create: mongoDatabase },
  { name: "PostgreSQL", isAvailable: inject("postgresUrl") !== null, create: postgresDatabase },
];

/** Opens one database again and again, as processes do. */
type Open = () => Store;

function sqliteFile(): Open {
  const path = temporaryDatabase();
  return () => createSqliteStore({ path });
}

function mongoDatabase(): Open {
  const url = freshMongoUrl();
  onTestFinished(() => dropMongoDatabase(url));
  return () => patientMongoStore(url);
}

function postgresDatabase(): Open {
  const place = freshPostgresPlace();
  onTestFinished(() => dropPostgresPlace(place));
  return () => createPostgresStore(place);
}

for (const { name, isAvailable, create } of DATABASES) {
  describe.skipIf(!isAvailable)(`two servers on one database (${name})`, () => {
    const start = (open: Open, clock: ManualClock) => startTestServer({ rateLimit: "on" }, { store: open(), clock });

    async function twoServers() {
      const [open, clock] = [create(), new ManualClock()];
      const servers = [await start(open, clock), await start(open, clock)] as const;
      onTestFinished(async () => {
        for (const server of servers) await server.close();
      });
      return { servers, open, clock };
    }

    test("share the counters, one by one", async () => {
      const { servers } = await twoServers();
      const [one, other] = servers;
      const user = await anAccount(one);
      expect(await guesses(one, user, 6)).toEqual(times(6, 401));
      expect(await guesses(other, user, 5)).toEqual([...times(4, 401), 429]);
      for (const server of servers) expectLimited(await signInAs(server, user), 60);
    });

    test("let ten of 100 guesses at each, all at once, through together", async () => {
      const { servers, clock } = await twoServers();
      const user = await anAccount(servers[0]);
      const guessOn = (server: TestServer) => signInAs(server, user, { password: WRONG });
      const sent = Array.from({ length: 100 }, () => servers.map(guessOn)).flat();
      const statuses = (await Promise.all(sent)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 401)).toHaveLength(10);
      expect(statuses.filter((status) => status === 429)).toHaveLength(190);
      clock.advance(MINUTE);
      expect(await guesses(servers[1], user, 2)).toEqual([401, 429]);
    });

    test("share the budget of a mailbox, which outlives both and the account", async () => {
      const { servers, open, clock } = await twoServers();
      const { email } = aRegistration();
      const later = await start(open, clock);
      onTestFinished(() => later.close());
      const all = [...servers, servers[0], servers[1], servers[0], later];
      for (const server of all) {
        const { body } = await new TestClient(server.api).post("/auth/register", { ...aRegistration(), email });
        await server.mails();
        await server.container.admin.delete(body.data._id);
      }
      const sent = await Promise.all([...servers, later].map(async (server) => (await server.mails()).length));
      // Either server may take a mail out of the queue that they share.
      expect(sent.reduce((sum, count) => sum + count)).toBe(LIMITS["register.account"].points);
    });

    test("and a lock outlives both", async () => {
      const { servers, open, clock } = await twoServers();
      const user = await anAccount(servers[0]);
      await lockOut(servers[0], user);
      const later = await start(open, clock);
      onTestFinished(() => later.close());
      expectLimited(await signInAs(later, user), 60);
    });
  });
}
