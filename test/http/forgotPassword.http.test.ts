import { describe, expect, onTestFinished, test } from "vitest";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { anAccount, aRegistration, aSignedInUser, PASSWORD, refusalOfAccess } from "../support/http/accounts.js";
import { describeOnEveryStore, describeOnOneStore } from "../support/http/everyStore.js";
import { expectFailure, expectFailureBody, expectInvalidFields } from "../support/http/expectFailure.js";
import { linkFrom, resetLink } from "../support/http/links.js";
import { rawRequest } from "../support/http/rawRequest.js";
import { TestClient } from "../support/http/TestClient.js";
import { startTestServer, type TestServer } from "../support/http/testServer.js";
import { HOUR } from "../support/ManualClock.js";
import { callsUntilAnswer } from "../support/store/callsUntilAnswer.js";
import { rowsWith } from "../support/store/sqliteRows.js";

const FORGOT = "/auth/forgot-password";
const RESET = "/auth/reset-password";
const NEW_PASSWORD = "a ship in the bay";

function reset(server: TestServer, token: string) {
  return new TestClient(server.api).post(RESET, { token, newPassword: NEW_PASSWORD });
}

describeOnEveryStore("forgetting the password", (servers) => {
  const server = servers.shared({ rateLimit: "on" });
  const forgot = (email: unknown) => new TestClient(server().api).post(FORGOT, { email });

  test("is answered alike for every address, by the same work, and only an account's gets a mail", async () => {
    const [known, verified] = [await anAccount(server()), await anAccount(server(), { emailVerifiedAt: 1 })];
    const disabled = await anAccount(server(), { disabledAt: 1 });
    const results = [];
    for (const { email } of [known, verified, disabled, aRegistration(), aRegistration()]) {
      results.push(await callsUntilAnswer(server(), () => forgot(email)));
    }
    const [first, ...others] = results;
    expect(first?.response.status).toBe(202);
    expect(first?.response.body).toEqual({ statusCode: 202, data: {}, message: expect.any(String), success: true });
    expect(first?.response.setCookies).toEqual([]);
    // The account is not even looked up before the answer.
    expect(new Set(first?.calls)).toEqual(new Set(["rateLimits.add", "queue.add"]));
    for (const { response, calls } of others) {
      expect(response.status).toBe(202);
      expect(response.body).toEqual(first?.response.body);
      expect([...response.headers.keys()]).toEqual([...(first?.response.headers.keys() ?? [])]);
      expect(calls).toEqual(first?.calls);
    }
    const owners = [known, verified, disabled].map(({ email }) => email);
    expect((await server().mails()).map(({ to }) => to).sort()).toEqual(owners.sort());
  });

  test("changes nothing until the link is used: the password signs in, sessions go on", async () => {
    const { user, accessToken } = await aSignedInUser(server());
    await resetLink(server(), user);
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect(await refusalOfAccess(server(), accessToken)).toBeNull();
    const login = { username: user.username, password: PASSWORD };
    expect((await new TestClient(server().api).post("/auth/login", login)).status).toBe(200);
  });

  test("again sends a newer link, which ends the older one", async () => {
    const user = await anAccount(server());
    const [older, newer] = [await resetLink(server(), user), await resetLink(server(), user)];
    expectFailure(await reset(server(), older), 400, "LINK_INVALID");
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect((await reset(server(), newer)).status).toBe(200);
  });

  test("sends a link that lives for an hour and no longer", async () => {
    const [early, late] = [await anAccount(server()), await anAccount(server())];
    const [inTime, tooLate] = [await resetLink(server(), early), await resetLink(server(), late)];
    server().clock.advance(HOUR - 1);
    expect((await reset(server(), inTime)).status).toBe(200);
    server().clock.advance(1);
    expectFailure(await reset(server(), tooLate), 400, "LINK_INVALID");
    expect(await server().store.users.byId(late._id)).toEqual(late);
  });

  test("finds the account however the address is written", async () => {
    const user = await anAccount(server());
    const token = await linkFrom(server(), user.email, () => forgot(` ${user.email.toUpperCase()} `));
    expect((await reset(server(), token)).status).toBe(200);
  });

  // Incident 13, 18, 19: the mail must go to the owner of the account and to nobody else.
  test("takes exactly one plain address: any other text is refused by name and nothing is queued", async () => {
    const { email } = await anAccount(server());
    await server().quiet();
    for (const text of [`${email},a@evil.example`, `${email};a@evil.example`, `${email} a@evil.example`]) {
      expectInvalidFields(await forgot(text), "email");
    }
    for (const text of [`${email}\r\nBcc: a@evil.example`, `<${email}>`, "＠", "", [email], { to: email }, null, 7]) {
      expectInvalidFields(await forgot(text), "email");
    }
    expectInvalidFields(await new TestClient(server().api).post(FORGOT, {}), "email");
    expect(server().probe.calls.filter((verb) => verb.startsWith("queue."))).toEqual([]);
  });

  test("is 503 while the store is down, for every address", async () => {
    const { email } = await anAccount(server());
    server().probe.breakWith(new StoreUnavailableError("gone", { cause: new Error("refused") }));
    const [known, unknown] = [await forgot(email), await forgot(aRegistration().email)];
    server().probe.heal();
    expectFailure(known, 503, "STORE_UNAVAILABLE");
    expect(unknown.body).toEqual(known.body);
  });
});

describeOnOneStore("the link of a reset mail", (servers) => {
  // OWASP Forgot Password: a link made of the Host header leads the owner to the attacker's site.
  test("is made of the public URL, whatever the request says about its host", async () => {
    const server = await servers.own({ publicUrl: "https://id.example.com/accounts" });
    const lies: Record<string, string>[] = [
      { host: "evil.example" },
      { "x-forwarded-host": "evil.example", "x-forwarded-proto": "http", "x-forwarded-prefix": "/evil" },
      { forwarded: "host=evil.example;proto=http", "x-original-host": "evil.example", "x-host": "evil.example" },
      { host: "evil.example", origin: "https://id.example.com", referer: "https://evil.example/" },
    ];
    for (const headers of lies) {
      const { email } = await anAccount(server);
      const body = JSON.stringify({ email, host: "evil.example", redirect: "https://evil.example" });
      const request = { method: "POST", path: "/api/v1/auth/forgot-password", body };
      const { status } = await rawRequest(server.origin, {
        ...request,
        headers: { "content-type": "application/json", ...headers },
      });
      expect(status).toBe(202);
      const mail = (await server.mails()).find(({ to }) => to === email);
      expect(mail?.link).toMatch(/^https:\/\/id\.example\.com\/accounts\/reset-password#token=[\w-]{43}$/);
      expect(JSON.stringify(mail)).not.toContain("evil");
    }
  });

  test("is not sent at all when a page of another origin asks", async () => {
    const server = await servers.own();
    const { email } = await anAccount(server);
    const answer = await rawRequest(server.origin, {
      method: "POST",
      path: "/api/v1/auth/forgot-password",
      headers: { "content-type": "application/json", origin: "https://evil.example" },
      body: JSON.stringify({ email }),
    });
    expectFailureBody(answer.body(), 403, "ORIGIN_NOT_ALLOWED");
    expect(await server.mails()).toEqual([]);
  });
});

describe("the token of a reset link", () => {
  test("stands behind the # of one link of the mail, and in no log line, no record and no URL", async () => {
    const server = await startTestServer();
    onTestFinished(() => server.close());
    const user = await anAccount(server);
    const token = await resetLink(server, user);
    const [mail] = await server.mails();
    expect(mail?.link).toBe(`http://localhost:3000/reset-password#token=${token}`);
    expect(mail?.text.split(token)).toHaveLength(2);
    // Behind the button, and below it to be copied: twice the same address.
    expect(mail?.html.split(mail.link ?? "")).toHaveLength(3);
    expect(mail?.html.split(token)).toHaveLength(3);
    expect(mail?.subject).not.toContain(token);
    // What a browser sends of it to a server.
    const { pathname, search } = new URL(mail?.link ?? "");
    expect(pathname + search).toBe("/reset-password");

    expect(rowsWith(server.databaseFile, user._id).join()).toContain("reset-password");
    expect(rowsWith(server.databaseFile, token)).toEqual([]);
    expect((await reset(server, `${token}x`)).status).toBe(400);
    expect((await reset(server, token)).status).toBe(200);
    await server.quiet();
    expect(rowsWith(server.databaseFile, token)).toEqual([]);
    expect(server.log.length).toBeGreaterThan(2);
    expect(server.log.join("")).not.toContain(token);
  });
});
