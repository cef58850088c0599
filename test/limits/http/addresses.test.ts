import { expect, test } from "vitest";
import { anAccount, aRegistration, PASSWORD } from "../../support/http/accounts.js";
import { activityOf } from "../../support/http/activityOf.js";
import { describeOnEveryStore } from "../../support/http/everyStore.js";
import { type SessionData, TestClient, type TestResponse } from "../../support/http/TestClient.js";
import type { TestServer } from "../../support/http/testServer.js";
import { expectLimited, times, WRONG } from "../../support/limits/limitedSignIns.js";
import { MINUTE } from "../../support/ManualClock.js";

const TRIES = 4;
// The second costs no password, so many addresses can be tried.
const NUMBERS = { "login.ip": `${TRIES}/15m`, "verify.ip": `${TRIES}/15m` } as const;
const TOKEN = "A".repeat(43);

function verify(server: TestServer, headers: Record<string, string>): Promise<TestResponse> {
  return new TestClient(server.api).post("/auth/verify-email", { token: TOKEN }, { headers });
}

/** What each request comes to, sent with these headers one after the other. */
async function statuses(server: TestServer, all: readonly Record<string, string>[]): Promise<number[]> {
  const found: number[] = [];
  for (const headers of all) found.push((await verify(server, headers)).status);
  return found;
}

function forwarded(...addresses: string[]) {
  return addresses.map((address) => ({ "x-forwarded-for": address }));
}

const STRANGERS = ["203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4", "203.0.113.5"];
const LET_THROUGH = times(TRIES, 400);

// CVE-2026-45364: a limiter that believes what the client writes is none.
describeOnEveryStore("without a proxy", (servers) => {
  test("another X-Forwarded-For for each guess is one address all the same", async () => {
    const server = await servers.own({ rateLimit: "on", rateLimits: NUMBERS });
    const answers: TestResponse[] = [];
    for (const address of STRANGERS) {
      const json = { username: aRegistration().username, password: WRONG };
      answers.push(
        await new TestClient(server.api).post("/auth/login", json, { headers: { "x-forwarded-for": address } }),
      );
    }
    expect(answers.map(({ status }) => status)).toEqual([...times(TRIES, 401), 429]);
  });

  test("nor does any other header name an address", async () => {
    const server = await servers.own({ rateLimit: "on", rateLimits: NUMBERS });
    await statuses(
      server,
      times(TRIES, 0).map(() => ({})),
    );
    for (const name of ["x-forwarded-for", "x-real-ip", "x-client-ip", "cf-connecting-ip", "true-client-ip"]) {
      expectLimited(await verify(server, { [name]: "203.0.113.9" }), 900);
    }
    expectLimited(await verify(server, { forwarded: "for=203.0.113.9" }), 900);
  });
});

describeOnEveryStore("behind one proxy", (servers) => {
  const ownServer = () => servers.own({ rateLimit: "on", rateLimits: NUMBERS, trustProxy: 1 });

  test("only the last hop counts: what stood there before is the client's own word", async () => {
    const server = await ownServer();
    const [one = "", another = ""] = STRANGERS;
    const forged = STRANGERS.map((_, index) => `10.0.0.${index}, ${one}`);
    expect(await statuses(server, forwarded(...forged))).toEqual([...LET_THROUGH, 429]);
    // Not even the address of somebody else, put in front, uses up that one's budget.
    expect(await statuses(server, forwarded(another, `${one}, ${another}`))).toEqual([400, 400]);
    expect(await statuses(server, forwarded(`${another}, ${one}`))).toEqual([429]);
  });

  test.each([
    [
      "of one /64",
      ["2001:db8:1:2::1", "2001:0DB8:0001:0002:0:0:0:2", "2001:db8:1:2:ffff::", "2001:DB8:1:2:a:b:c:d"],
      "2001:db8:1:2::ffff",
      "2001:db8:1:3::1",
    ],
    [
      "of an IPv4 address",
      ["203.0.113.9", "::ffff:203.0.113.9", "::FFFF:cb00:7109", "0:0:0:0:0:ffff:203.0.113.9"],
      "::ffff:cb00:7109",
      "203.0.113.10",
    ],
    [
      "of an address that the gateway wrote with a port",
      ["203.0.113.9:51000", "203.0.113.9:51001", "[::ffff:203.0.113.9]:443", "203.0.113.9"],
      "203.0.113.9:1",
      "203.0.113.10:51000",
    ],
    [
      "of a /64 that the gateway wrote with brackets",
      ["[2001:db8:1:2::1]:51000", "[2001:db8:1:2::2]", "2001:db8:1:2::3%eth0", "[2001:DB8:1:2::4]:1"],
      "[2001:db8:1:2::5]:2",
      "[2001:db8:1:3::1]:51000",
    ],
  ])("every spelling %s is one, and its neighbor another", async (_name, spellings, last, neighbor) => {
    const server = await ownServer();
    expect(await statuses(server, forwarded(...spellings))).toEqual(LET_THROUGH);
    expect(await statuses(server, forwarded(last, neighbor))).toEqual([429, 400]);
  });

  test("the owner reads the bare address of a session and of an event", async () => {
    const server = await ownServer();
    const user = await anAccount(server);
    for (const [sent, shown] of [
      ["203.0.113.7:51000", "203.0.113.7"],
      ["[2001:DB8::7]:443", "2001:db8::7"],
      ["nonsense", null],
    ] as const) {
      server.clock.advance(MINUTE);
      const client = new TestClient(server.api);
      const headers = { "x-forwarded-for": sent };
      await client.post("/auth/login", { username: user.username, password: PASSWORD }, { headers });
      const sessions = (await client.get("/auth/sessions")).body.data as unknown as SessionData[];
      expect(sessions.find(({ current }) => current)?.ip).toBe(shown);
      expect((await activityOf(server, user._id))[0]).toMatchObject({ name: "signed_in", ip: shown });
    }
  });

  test("a word that is no address is one budget for all who send one", async () => {
    const server = await ownServer();
    expect(await statuses(server, forwarded("nonsense", "x", "1.2.3", "::::"))).toEqual(LET_THROUGH);
    expect(await statuses(server, forwarded("more nonsense"))).toEqual([429]);
  });
});

describeOnEveryStore("behind proxies that are named by their addresses", (servers) => {
  test.each([
    ["the next one wrote it without a port", "203.0.113.7:51000, 10.0.0.1"],
    ["the next one wrote it with its port", "203.0.113.7:51000, 10.0.0.1:1234"],
    ["each of three wrote a port", "203.0.113.7, 10.0.0.2:80, [::ffff:10.0.0.1]:1234"],
    ["a client forged what stands before", "192.0.2.1, 203.0.113.7:51000, 10.0.0.1:1234"],
  ])("a proxy is believed hop by hop: %s", async (_name, chain) => {
    const trustProxy = "loopback,10.0.0.0/8";
    const server = await servers.own({ rateLimit: "on", rateLimits: NUMBERS, trustProxy });
    expect(await statuses(server, forwarded(...Array.from({ length: TRIES + 1 }, () => chain)))).toEqual([
      ...LET_THROUGH,
      429,
    ]);
    expect(await statuses(server, forwarded("203.0.113.7", chain.replaceAll("203.0.113.7", "203.0.113.8")))).toEqual([
      429, 400,
    ]);
  });
});
