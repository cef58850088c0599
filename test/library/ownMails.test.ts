import { describe, expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import type { LatchkeyOptions, MailTexts, OutgoingMail, SendMail } from "../../src/latchkey.js";
import { TestClient } from "../support/http/TestClient.js";
import { startTestServer } from "../support/http/testServer.js";
import { ADA, makeLatchkey } from "../support/library/hostApp.js";
import { mounted } from "../support/library/mounted.js";

const CREDENTIALS = { username: ADA.username, password: ADA.password };

/** Latchkey whose mails the test gets. `next` waits until there are so many. */
async function withMails(options: LatchkeyOptions = {}) {
  const mails: OutgoingMail[] = [];
  const app = await mounted({ sendMail: (mail) => void mails.push(mail), ...options });
  const upTo = async (count: number) => {
    await vi.waitUntil(() => mails.length >= count);
    return mails;
  };
  return { ...app, upTo };
}

describe("sendMail", () => {
  test("gets a mail with a link: kind, address, our texts and what they are made of; and the link works", async () => {
    const { client, upTo } = await withMails({ serverFields: { plan: z.string().default("free") } });
    await client.post("/auth/register", ADA);
    const [mail] = await upTo(1);
    if (mail?.kind !== "verify-email") throw new Error(`The mail is ${mail?.kind}.`);
    const { link } = mail.data;
    expect(mail).toEqual({
      kind: "verify-email",
      to: "ada@example.com",
      subject: expect.stringContaining("Confirm your email address"),
      text: expect.stringContaining(link),
      html: expect.stringContaining(`href="${link}"`),
      data: {
        user: expect.objectContaining({ username: "ada", plan: "free" }),
        name: "Ada Lovelace",
        link: expect.stringMatching(/^http:\/\/localhost:3000\/verify-email#token=[\w-]{43}$/),
        minutes: 60,
        locale: "en",
      },
      locale: "en",
    });
    expect(Object.isFrozen(mail.data.user)).toBe(true);
    const answer = await client.post("/auth/verify-email", { token: link.split("#token=")[1] });
    expect(answer.body.data.emailVerified).toBe(true);
  });

  test("gets notices, in the language of the user's field locale, also when the account is gone", async () => {
    const { client, upTo } = await withMails({ userFields: { locale: z.enum(["en", "de"]).default("en") } });
    await client.post("/auth/register", { ...ADA, locale: "de" });
    await client.post("/auth/login", CREDENTIALS);
    await client.send("DELETE", "/users/account", { json: { password: ADA.password } });
    const mail = (await upTo(2)).find(({ kind }) => kind === "account-deleted");
    expect(mail).toMatchObject({
      to: "ada@example.com",
      locale: "de",
      data: {
        user: { fullName: "Ada Lovelace", email: "ada@example.com" },
        name: "Ada Lovelace",
        at: expect.any(Number),
        ip: "127.0.0.1",
        locale: "de",
      },
    });
    expect((await upTo(2)).find(({ kind }) => kind === "verify-email")?.locale).toBe("de");
  });

  test("that hangs holds the close up for two seconds, and the mail stays queued", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const sendMail = vi.fn<SendMail>(() => new Promise<void>(() => {}));
    const { client, latchkey, lines } = await mounted({ sendMail });
    await client.post("/auth/register", ADA);
    await vi.waitUntil(() => sendMail.mock.calls.length === 1);
    const before = vi.getTimerCount();
    const closed = latchkey.close();
    await vi.waitUntil(() => vi.getTimerCount() > before);
    await vi.advanceTimersByTimeAsync(2000);
    await closed;
    expect(lines.find(({ message }) => message === "A job failed.")?.fields["job"]).toMatchObject({ gaveUp: false });
  });

  test.each([
    [
      "nothing secret",
      "401: the key is wrong",
      "sendMail of a mail of the kind verify-email failed: Error: 401: the key is wrong",
    ],
    ["the address", "ADA@example.com bounced", "sendMail of a mail of the kind verify-email failed: Error."],
    [
      "the address in a URL",
      "GET /?to=ada%40example.com",
      "sendMail of a mail of the kind verify-email failed: Error.",
    ],
  ])(
    "that rejects with %s is logged without the address and the link, and the mail stays queued",
    async (_, says, logged) => {
      const { client, lines } = await mounted({ sendMail: () => Promise.reject(new Error(says)) });
      await client.post("/auth/register", ADA);
      await vi.waitUntil(() => lines.some(({ message }) => message === "A job failed."));
      const { fields } = lines.find(({ message }) => message === "A job failed.") ?? {};
      const error = fields?.["err"] as Error;
      expect(error.message).toBe(logged);
      expect(error.stack).not.toMatch(/ada(@|%40)example/i);
      expect(fields?.["job"]).toEqual({ kind: "mail", attempts: 1, gaveUp: false });
    },
  );

  test("that rejects with the link is logged without its token", async () => {
    let token = "";
    const sendMail: SendMail = ({ text }) => {
      token = /#token=([\w-]+)/.exec(text)?.[1] ?? "";
      throw new Error(`could not send ${text}`);
    };
    const { client, lines } = await mounted({ sendMail });
    await client.post("/auth/register", ADA);
    await vi.waitUntil(() => lines.some(({ message }) => message === "A job failed."));
    const error = lines.find(({ message }) => message === "A job failed.")?.fields["err"] as Error;
    expect(token).toHaveLength(43);
    expect(`${error.message}${error.stack}${String(error.cause)}`).not.toContain(token);
  });

  test("counts as a mail server: REQUIRE_VERIFIED_EMAIL works away from localhost", () => {
    const options = { publicUrl: "https://auth.example.com", requireVerifiedEmail: true };
    expect(() => makeLatchkey(options)).toThrow("requireVerifiedEmail cannot be true away from localhost without");
    expect(() => makeLatchkey({ ...options, sendMail: () => {} })).not.toThrow();
  });
});

describe("mails", () => {
  /** The text of the mail that a registration sends, of an app with its own texts. */
  async function mailOf(mails: MailTexts, account = ADA) {
    const server = await startTestServer({ mails });
    onTestFinished(() => server.close());
    await new TestClient(server.api).post("/auth/register", account);
    return { mail: (await server.mails())[0], server };
  }

  test("replaces the text of a kind, whose HTML is made of it and escaped, with the link as one", async () => {
    const { mail } = await mailOf({
      "verify-email": ({ user, name, link, locale }) => ({
        subject: `Welcome, ${user.username}`,
        text: `Hello ${name},\n\nopen <this> (${locale}):\n${link}\n`,
      }),
    });
    expect(mail?.subject).toBe("Welcome, ada");
    expect(mail?.text).toContain(`Hello Ada Lovelace,\n\nopen <this> (en):\n${mail?.link}`);
    expect(mail?.html).toContain("<p>Hello Ada Lovelace,</p>");
    expect(mail?.html).toContain(`<p>open &lt;this&gt; (en):<br><a href="${mail?.link}">${mail?.link}</a></p>`);
  });

  test("may be asynchronous, with HTML of its own; other kinds keep our texts", async () => {
    const { mail, server } = await mailOf({
      "verify-email": async () => ({ subject: "Welcome", text: "Plain.", html: "<b>Own.</b>" }),
    });
    expect([mail?.text.trim(), mail?.html.trim()]).toEqual(["Plain.", "<b>Own.</b>"]);
    await new TestClient(server.api).post("/auth/forgot-password", { email: ADA.email });
    const subjects = (await server.mails()).map(({ subject }) => subject);
    expect(subjects.toSorted()).toEqual(["Reset your password at Latchkey", "Welcome"]);
  });

  test("gets no name that could be an advertisement", async () => {
    const fullName = "Win at http://evil.example";
    const { mail } = await mailOf(
      { "verify-email": ({ name }) => ({ subject: "Welcome", text: `Hello ${name ?? "there"}` }) },
      { ...ADA, fullName },
    );
    expect(mail?.text.trim()).toBe("Hello there");
  });

  test.each([
    [
      "throws",
      () => {
        throw new TypeError("x is undefined");
      },
      'mails["verify-email"] failed: TypeError: x is undefined',
    ],
    [
      "returns nothing",
      () => undefined,
      'mails["verify-email"] must return a subject of one line and at most 200 characters.',
    ],
    [
      "returns two lines",
      () => ({ subject: "a\nb", text: "b" }),
      'mails["verify-email"] must return a subject of one line',
    ],
    ["returns a long subject", () => ({ subject: "a".repeat(201), text: "b" }), "at most 200 characters"],
    ["returns no text", () => ({ subject: "a", html: "b" }), 'mails["verify-email"] must return a text of at most'],
    ["returns other HTML", () => ({ subject: "a", text: "b", html: 1 }), 'mails["verify-email"] must return HTML of'],
  ])(
    "that %s sends nothing, is logged with the kind and without the link, and is tried again",
    async (_, write, fault) => {
      const sent = vi.fn();
      const mails = { "verify-email": write } as unknown as MailTexts;
      const { client, lines } = await mounted({ mails, sendMail: sent });
      await client.post("/auth/register", ADA);
      await vi.waitUntil(() => lines.some(({ message }) => message === "A job failed."));
      const { fields } = lines.find(({ message }) => message === "A job failed.") ?? {};
      expect(String(fields?.["err"])).toContain(fault);
      expect(fields?.["job"]).toMatchObject({ gaveUp: false });
      expect(JSON.stringify(lines.map((line) => ({ ...line, err: String(line.fields["err"]) })))).not.toContain(
        "token=",
      );
      expect(sent).not.toHaveBeenCalled();
    },
  );

  test.each([
    [{ mails: { "verify-mail": () => {} } }, "mails.verify-mail does not exist: did you mean verify-email?"],
    [{ mails: { "verify-email": "Hello" } }, "mails.verify-email must be a function"],
    [{ sendMail: "smtp" }, "sendMail must be a function"],
  ])("%j: %s", (options, message) => {
    expect(() => makeLatchkey(options as unknown as LatchkeyOptions)).toThrow(message);
  });
});
