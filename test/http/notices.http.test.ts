import { expect, test } from "vitest";
import { anAccount, aRegistration, aSignedInUser, PASSWORD, signIn } from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { emailChangeLink, resetLink } from "../support/http/links.js";
import { TestClient } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { MINUTE } from "../support/ManualClock.js";
import type { Mail } from "../support/mail/mailbox.js";

const REFRESH = "/auth/refresh-token";
const NEW_PASSWORD = "a ship in the bay";
const CURL = { headers: { "user-agent": "curl/8.5.0" } };
const SECURE_LINKS = ["http://localhost:3000/account/password", "http://localhost:3000/forgot-password"];
const NEW_SIGN_IN = "New sign-in at Latchkey";

/** The mails to an address that carry no link. */
async function noticesTo(server: TestServer, address: string): Promise<Mail[]> {
  return (await server.mails()).filter(({ to, link }) => to === address && link === "");
}

/** One mail, of this subject, which says from where and carries nothing that opens anything: its link leads to a page alone. */
function expectOneNotice(mails: readonly Mail[], subject: string, ...secrets: string[]): void {
  expect(mails.map((mail) => mail.subject)).toEqual([subject]);
  for (const { text, html } of mails) {
    for (const part of [text, html]) {
      expect(part).toContain("127.0.0.1");
      expect(part).not.toMatch(/#token=|lk_rt_|eyJ/);
      const links = part.match(/https?:[^"<\s]+/g) ?? [];
      expect(links.filter((url) => !SECURE_LINKS.includes(url))).toEqual([]);
      for (const secret of secrets) expect(part).not.toContain(secret);
    }
  }
}

describeOnEveryStore("the owner gets a mail", (servers) => {
  const server = servers.shared();

  test("when a copied token was used, once, with the address and program of who used it", async () => {
    const { user, refreshToken, accessToken } = await aSignedInUser(server());
    const client = new TestClient(server().api);
    await client.post(REFRESH, { refreshToken });
    expect(await noticesTo(server(), user.email)).toEqual([]);
    await client.post(REFRESH, { refreshToken }, CURL);
    const mails = await noticesTo(server(), user.email);
    expectOneNotice(mails, "A session was ended at Latchkey", refreshToken, accessToken);
    expect(mails[0]?.text).toContain("curl, ");
    // The session is over: more of the same is no news.
    await client.post(REFRESH, { refreshToken }, CURL);
    expect(await noticesTo(server(), user.email)).toHaveLength(1);
  });

  test("when the password was changed", async () => {
    const { user, client } = await aSignedInUser(server());
    const change = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    await client.post("/auth/change-password", { ...change, currentPassword: "wrong horse battery" });
    expect(await noticesTo(server(), user.email)).toEqual([]);
    await client.post("/auth/change-password", change);
    const mails = await noticesTo(server(), user.email);
    expectOneNotice(mails, "Your password was changed at Latchkey", PASSWORD, NEW_PASSWORD);
  });

  test("when the password was reset, and not when it was only asked for", async () => {
    const user = await anAccount(server());
    const token = await resetLink(server(), user);
    expect(await noticesTo(server(), user.email)).toEqual([]);
    await new TestClient(server().api).post("/auth/reset-password", { token, newPassword: NEW_PASSWORD });
    const mails = await noticesTo(server(), user.email);
    expectOneNotice(mails, "Your password was reset at Latchkey", token, NEW_PASSWORD);
  });

  test("when the address is to be changed, and when it was: at the old address", async () => {
    const { user, client } = await aSignedInUser(server());
    const newEmail = aRegistration().email;
    const token = await emailChangeLink(server(), client, newEmail);
    const warnings = await noticesTo(server(), user.email);
    expectOneNotice(warnings, "A new email address was requested at Latchkey", token);
    await client.post("/auth/confirm-email-change", { token });
    const notices = await noticesTo(server(), user.email);
    const changed = notices.filter(({ subject }) => subject !== warnings[0]?.subject);
    expectOneNotice(changed, "Your email address was changed at Latchkey", token);
    expect(await noticesTo(server(), newEmail)).toEqual([]);
  });

  test("at the new address, of what happens after the change", async () => {
    const { user, client } = await aSignedInUser(server());
    const newEmail = aRegistration().email;
    const token = await emailChangeLink(server(), client, newEmail);
    await client.post("/auth/confirm-email-change", { token });
    const toOld = (await noticesTo(server(), user.email)).length;
    await client.post("/auth/change-password", { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
    expectOneNotice(await noticesTo(server(), newEmail), "Your password was changed at Latchkey");
    expect(await noticesTo(server(), user.email)).toHaveLength(toOld);
  });

  test("of nothing when a sign-out, a refresh or a change of the profile is all there was", async () => {
    const { user, client } = await aSignedInUser(server());
    await client.post(REFRESH);
    await client.send("PATCH", "/users/settings", { json: { fullName: "Grace Hopper" } });
    await client.get("/users/export");
    await client.post("/auth/logout");
    expect((await server().mails()).filter(({ to }) => to === user.email)).toEqual([]);
  });
});

describeOnEveryStore("a sign-in from somewhere new", (servers) => {
  const server = servers.shared();
  const login = (username: string, userAgent: string, client = new TestClient(server().api)) =>
    client.post("/auth/login", { username, password: PASSWORD }, { headers: { "user-agent": userAgent } });

  test("is reported to the owner: the second program, but not the first, nor one that was seen before", async () => {
    const { username, email } = await anAccount(server());
    expect((await login(username, "Laptop/1.0")).status).toBe(200);
    expect(await noticesTo(server(), email)).toEqual([]);
    server().clock.advance(MINUTE);
    await login(username, "Laptop/1.0");
    expect(await noticesTo(server(), email)).toEqual([]);

    await login(username, "Phone/1.0");
    const mails = await noticesTo(server(), email);
    expectOneNotice(mails, NEW_SIGN_IN);
    expect(mails[0]?.text).toContain("Phone, ");
    await login(username, "Phone/1.0");
    await login(username, "Laptop/1.0");
    expect(await noticesTo(server(), email)).toHaveLength(1);
  });

  test("is none with the device cookie, whatever the program calls itself after an update", async () => {
    const user = await anAccount(server());
    const { client } = await signIn(server(), user, { browser: true });
    await client.post("/auth/logout");
    await login(user.username, "Laptop/2.0", client);
    expect(await noticesTo(server(), user.email)).toEqual([]);
  });

  // A copied cookie comes with neither the owner's network nor the owner's program.
  test("is one with the device cookie too, when both the program and the network are new", async () => {
    const own = await servers.own({ trustProxy: 1 });
    const user = await anAccount(own);
    const { client } = await signIn(own, user, { browser: true });
    const from = (address: string, userAgent: string) =>
      client.post(
        "/auth/login",
        { username: user.username, password: PASSWORD },
        { headers: { "x-forwarded-for": address, "user-agent": userAgent } },
      );
    await from("127.0.0.1", "Laptop/2.0");
    await from("203.0.113.7", "Laptop/2.0");
    expect(await noticesTo(own, user.email)).toEqual([]);
    await from("198.51.100.9", "curl/8.5.0");
    const mails = await noticesTo(own, user.email);
    expect(mails).toMatchObject([{ subject: NEW_SIGN_IN, text: expect.stringContaining("198.51.100.9") }]);
  });

  // The sessions and cookies of before the reset may be the thief's.
  test("is one after a reset, with the program, the network and the device cookie of before", async () => {
    const user = await anAccount(server());
    const { client } = await signIn(server(), user, { browser: true });
    await client.post("/auth/logout");
    server().clock.advance(MINUTE);
    const token = await resetLink(server(), user);
    const owner = new TestClient(server().api, { browser: true });
    await owner.post("/auth/reset-password", { token, newPassword: NEW_PASSWORD });
    const login = (browser: TestClient) =>
      browser.post("/auth/login", { username: user.username, password: NEW_PASSWORD });
    expect((await login(client)).status).toBe(200);
    const isNew = ({ subject }: Mail) => subject === NEW_SIGN_IN;
    expect((await noticesTo(server(), user.email)).filter(isNew)).toHaveLength(1);
    expect((await login(owner)).status).toBe(200);
    expect((await noticesTo(server(), user.email)).filter(isNew)).toHaveLength(1);
  });

  test("is one with somebody else's device cookie", async () => {
    const [ada, eve] = [await anAccount(server()), await anAccount(server())];
    await login(ada.username, "Laptop/1.0");
    const { client } = await signIn(server(), eve);
    await client.post("/auth/logout");
    await login(ada.username, "curl/8.5.0", client);
    expectOneNotice(await noticesTo(server(), ada.email), NEW_SIGN_IN);
    expect(await noticesTo(server(), eve.email)).toEqual([]);
  });

  test("that is refused is no sign-in", async () => {
    const { username, email } = await anAccount(server());
    await login(username, "Laptop/1.0");
    await new TestClient(server().api).post("/auth/login", { username, password: "wrong horse battery" }, CURL);
    expect(await noticesTo(server(), email)).toEqual([]);
  });

  test("from another network is reported although the program is the same", async () => {
    const own = await servers.own({ trustProxy: 1 });
    const { username, email } = await anAccount(own);
    const from = (ip: string) =>
      new TestClient(own.api).post(
        "/auth/login",
        { username, password: PASSWORD },
        { headers: { "user-agent": "Laptop/1.0", "x-forwarded-for": ip } },
      );
    await from("2001:db8:1:2::1");
    // A household has the whole /64.
    await from("2001:db8:1:2:ffff::9");
    expect(await noticesTo(own, email)).toEqual([]);
    await from("2001:db8:1:3::1");
    expect((await noticesTo(own, email)).map(({ subject }) => subject)).toEqual([NEW_SIGN_IN]);
  });
});
