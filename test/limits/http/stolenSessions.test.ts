import { beforeAll, expect, test } from "vitest";
import { anAccount, aRegistration, eventsOf, PASSWORD } from "../../support/http/accounts.js";
import { activityOf } from "../../support/http/activityOf.js";
import { anotherSession } from "../../support/http/anotherSession.js";
import { describeOnEveryStore } from "../../support/http/everyStore.js";
import { expectFailure } from "../../support/http/expectFailure.js";
import type { TestClient, TestResponse } from "../../support/http/TestClient.js";
import { expectLimited, lookForOldHashes, statusesOf, times, WRONG } from "../../support/limits/limitedSignIns.js";
import { refusalsOf } from "../../support/store/refusalsOf.js";

const NEW_PASSWORD = "a new horse battery";

/** Everything that asks a signed-in user for the password. */
const ASKS: readonly ((client: TestClient, password: string) => Promise<TestResponse>)[] = [
  (client, currentPassword) => client.post("/auth/change-password", { currentPassword, newPassword: NEW_PASSWORD }),
  (client, password) => client.post("/users/change-email", { newEmail: aRegistration().email, password }),
  (client, password) => client.send("DELETE", "/users/account", { json: { password } }),
  (client, password) => client.post("/auth/reauthenticate", { password }),
];
const [changePassword = () => Promise.reject(new Error("There is a first one."))] = ASKS;

describeOnEveryStore("a thief with a stolen session who guesses the password", (servers) => {
  const server = servers.shared({ rateLimit: "on" });
  beforeAll(() => lookForOldHashes(server()));

  async function anOwnerAndAThief() {
    const { _id: userId } = await anAccount(server());
    return { userId, owner: await anotherSession(server(), userId), thief: await anotherSession(server(), userId) };
  }

  test("has ten guesses, wherever the password is asked for; then the session ends, which the owner can read", async () => {
    const { userId, thief } = await anOwnerAndAThief();
    const answers: TestResponse[] = [];
    for (let made = 0; made < 10; made += 1) {
      const ask = ASKS[made % ASKS.length] ?? changePassword;
      answers.push(await ask(thief.client, WRONG));
    }
    for (const answer of answers) expectFailure(answer, 401, "INVALID_CREDENTIALS");

    const refused = "SESSION_REVOKED guessing";
    expect(await refusalsOf(server(), thief)).toEqual({ access: refused, refresh: refused });
    const events = (await activityOf(server(), userId)).filter(({ sessionId }) => sessionId === thief.sessionId);
    const [end, ...refusals] = events.toSorted((one, other) => other.name.localeCompare(one.name));
    expect(end).toMatchObject({ name: "session_revoked", detail: { reason: "guessing", openedFrom: "127.0.0.1" } });
    expect(refusals.map(({ name }) => name)).toEqual(Array(10).fill("password_refused"));
  });

  test("cannot deny the owner's other sessions the cure: a new password, which ends the thief's", async () => {
    const { owner, thief } = await anOwnerAndAThief();
    expect(await statusesOf(12, () => changePassword(thief.client, WRONG))).toEqual(times(12, 401));
    expect((await changePassword(owner.client, PASSWORD)).status).toBe(200);
    expect((await refusalsOf(server(), thief)).access).toBe("SESSION_REVOKED guessing");
  });

  test("gets no more by sending a hundred guesses at once", async () => {
    const { userId, owner, thief } = await anOwnerAndAThief();
    const sent = Array.from({ length: 100 }, () => changePassword(thief.client, WRONG));
    await Promise.all(sent);
    const evaluated = (await eventsOf(server(), userId)).filter(({ name }) => name === "password_refused");
    expect(evaluated).toHaveLength(10);
    expect((await refusalsOf(server(), thief)).access).toBe("SESSION_REVOKED guessing");
    expect((await changePassword(owner.client, PASSWORD)).status).toBe(200);
  });

  test("keeps nobody from signing in", async () => {
    const { userId, thief } = await anOwnerAndAThief();
    await statusesOf(10, () => changePassword(thief.client, WRONG));
    const { username } = (await server().store.users.byId(userId)) ?? {};
    const login = await thief.client.post("/auth/login", { username, password: PASSWORD });
    expect(login.status).toBe(200);
  });
});

describeOnEveryStore("a signed-in user who mistypes", (servers) => {
  const server = servers.shared({ rateLimit: "on", rateLimits: { "reauth.session": "3/1d" } });

  test("keeps the session, when a right password comes before the last wrong one", async () => {
    const { _id: userId } = await anAccount(server());
    const { client } = await anotherSession(server(), userId);
    const [, changeEmail = changePassword] = ASKS;
    for (let rounds = 0; rounds < 2; rounds += 1) {
      expect(await statusesOf(2, () => changePassword(client, WRONG))).toEqual([401, 401]);
      expect((await changeEmail(client, PASSWORD)).status).toBe(202);
    }
    expect((await client.get("/users/profile")).status).toBe(200);
  });
});

describeOnEveryStore("several stolen sessions", (servers) => {
  const server = servers.shared({ rateLimit: "on", rateLimits: { "change-password.account": "2/15m" } });

  test("share the bound of the account, and its delays", async () => {
    const { _id: userId } = await anAccount(server());
    const sessions = await Promise.all([1, 2, 3].map(() => anotherSession(server(), userId)));
    const [one, two, three] = sessions.map(({ client }) => client);
    if (one === undefined || two === undefined || three === undefined) throw new Error("There are three.");
    expect((await changePassword(one, WRONG)).status).toBe(401);
    expect((await changePassword(two, WRONG)).status).toBe(401);
    expectLimited(await changePassword(three, PASSWORD), 60);
    // It can still be signed out everywhere, and the password reset by mail.
    expect((await three.post("/auth/logout-all")).status).toBe(200);
  });
});
