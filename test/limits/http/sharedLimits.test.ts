import { expect, test } from "vitest";
import { anAccount, aRegistration, PASSWORD } from "../../support/http/accounts.js";
import { describeOnEveryStore } from "../../support/http/everyStore.js";
import { TestClient, type TestResponse } from "../../support/http/TestClient.js";
import type { TestServer } from "../../support/http/testServer.js";
import { expectLimited, statusesOf, times, WRONG } from "../../support/limits/limitedSignIns.js";

/** A /48 has four times the budget of an address, so one address more than that shows who is shut out. */
const OF_ONE = "1/1h";
const OF_ALL = "5/1h";
const OPTIONS = {
  rateLimit: "on",
  trustProxy: 1,
  rateLimits: {
    "login.ip": OF_ONE,
    "login.global": OF_ALL,
    "register.ip": OF_ONE,
    "register.global": OF_ALL,
    "forgot.ip": OF_ONE,
    "forgot.global": OF_ALL,
    "resend.ip": OF_ONE,
    "resend.global": OF_ALL,
  },
} as const;

type Post = (path: string, json: unknown, address: string) => Promise<TestResponse>;

function posting(server: TestServer): Post {
  return (path, json, address) =>
    new TestClient(server.api).post(path, json, { headers: { "x-forwarded-for": address } });
}

/** Another /64 of one subscriber each time, in another /56. */
function addressOf(subscriber: number, index: number): string {
  return `2001:db8:${subscriber}:${(index * 256).toString(16)}::1`;
}

/** Each path whose limit everybody shares, with a body that is let through. */
const DOORS = [
  ["/auth/register", async () => aRegistration()],
  ["/auth/login", async (server: TestServer) => ({ username: (await anAccount(server)).username, password: PASSWORD })],
  ["/auth/forgot-password", async (server: TestServer) => ({ email: (await anAccount(server)).email })],
  ["/auth/resend-verification", async (server: TestServer) => ({ email: (await anAccount(server)).email })],
] as const;

describeOnEveryStore("one subscriber with a /48 full of addresses closes the door to nobody else", (servers) => {
  test.each(DOORS)("%s with valid bodies", async (path, aBody) => {
    const server = await servers.own(OPTIONS);
    const post = posting(server);
    let sent = 0;
    const statuses = await statusesOf(12, async () => post(path, await aBody(server), addressOf(1, sent++)));
    expect(statuses.filter((status) => status < 300)).toHaveLength(4);
    expect(statuses.slice(4)).toEqual(times(8, 429));
    expect((await post(path, await aBody(server), "203.0.113.1")).status).toBeLessThan(300);
  });

  test.each(DOORS)("%s with bodies that are refused, even from many subscribers", async (path, aBody) => {
    const server = await servers.own(OPTIONS);
    const post = posting(server);
    let sent = 0;
    expect(await statusesOf(12, () => post(path, { email: "no address" }, addressOf(sent, sent++)))).toEqual(
      times(12, 400),
    );
    expect((await post(path, await aBody(server), "203.0.113.1")).status).toBeLessThan(300);
  });

  test("a /56 has twice the budget of a /64, and its neighbors keep theirs", async () => {
    const server = await servers.own({ ...OPTIONS, rateLimits: { "verify.ip": "2/1h" } });
    const post = posting(server);
    const verify = (address: string) => post("/auth/verify-email", { token: "A".repeat(43) }, address);
    const statuses = async (...addresses: string[]) => {
      let sent = 0;
      return statusesOf(addresses.length, () => verify(addresses[sent++] ?? ""));
    };
    // What a /64 sends beyond its own budget takes nothing from its neighbors.
    const one = "2001:db8:1:100::1";
    expect(await statuses(one, one, one, one, one)).toEqual([400, 400, 429, 429, 429]);
    expect(await statuses("2001:db8:1:101::1", "2001:db8:1:102::1", "2001:db8:1:103::1")).toEqual([400, 400, 429]);
    expect(await statuses("2001:db8:1:200::1", "2001:db8:1:300::1")).toEqual([400, 400]);
  });
});

describeOnEveryStore("what everybody shares is used up only by what is done", (servers) => {
  test("a name that is taken makes no account, so it takes no place of one", async () => {
    const server = await servers.own({ rateLimit: "on", rateLimits: { "register.global": "1/1h" } });
    const post = (json: unknown) => new TestClient(server.api).post("/auth/register", json);
    const { username, email } = await anAccount(server);
    const taken = { ...aRegistration(), username };
    expect(await statusesOf(3, () => post(taken))).toEqual(times(3, 409));
    expect((await post({ ...aRegistration(), email })).status).toBe(409);
    expect((await post({ ...aRegistration(), password: aRegistration().username.slice(0, 7) })).status).toBe(400);
    expect((await post(aRegistration())).status).toBe(201);
    expectLimited(await post(aRegistration()), 3600);
  });

  test("a sign-in that the account's limit refuses costs no hash, so it takes no place of one", async () => {
    const server = await servers.own({
      rateLimit: "on",
      rateLimits: { "login.global": "3/1h", "login.account": "1/15m" },
    });
    const login = ({ username }: { username: string }, password: string) =>
      new TestClient(server.api).post("/auth/login", { username, password });
    const [locked, other] = [await anAccount(server), await anAccount(server)];
    expect(await statusesOf(8, () => login(locked, WRONG))).toEqual([401, ...times(7, 429)]);
    expect((await login(other, PASSWORD)).status).toBe(200);
  });

  test("a mail that its mailbox's limit refuses takes no place of one", async () => {
    const server = await servers.own({
      rateLimit: "on",
      rateLimits: { "forgot.global": "2/1h", "forgot.account": "1/1h" },
    });
    const ask = (email: string) => new TestClient(server.api).post("/auth/forgot-password", { email });
    const [one, other] = [aRegistration().email, aRegistration().email];
    expect(await statusesOf(5, () => ask(one))).toEqual([202, ...times(4, 429)]);
    expect((await ask(other)).status).toBe(202);
  });
});
