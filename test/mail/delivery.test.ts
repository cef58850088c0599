import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { inspect } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { SmtpTransport } from "../../src/services/email/index.js";
import { DAY, HOUR, ManualClock, MINUTE, SECOND } from "../support/ManualClock.js";
import { anAccount, DATABASES, openPostOffice, PUBLIC_URL, smtpTransportTo } from "../support/mail/postOffice.js";
import { readMail, tokenOf } from "../support/mail/readMail.js";
import { startSmtpServer } from "../support/mail/smtpServer.js";
import { createMemoryStore } from "../support/memoryStore/index.js";
import { aUser, NOW } from "../support/records.js";

async function openStore() {
  const store = createMemoryStore();
  await store.open();
  return store;
}

describe("a mail", () => {
  test("reaches the mail server with one link that works once, and the database never held its token", async () => {
    const [store, server] = [await openStore(), await startSmtpServer()];
    const office = openPostOffice({ store, transport: smtpTransportTo(server) });
    const ada = await anAccount(store);

    await office.ask({ kind: "verify-email", to: ada.email });

    expect(office.failures).toEqual([]);
    expect(server.received).toHaveLength(1);
    const [received] = server.received;
    expect(received).toMatchObject({ from: "no-reply@example.com", to: [ada.email] });
    const mail = readMail(received?.raw ?? "");
    expect(mail.headers.get("to")).toBe(ada.email);
    expect(mail.headers.get("from")).toBe("Example <no-reply@example.com>");
    expect(mail.headers.get("auto-submitted")).toBe("auto-generated");

    const token = tokenOf(mail);
    const link = `${PUBLIC_URL}/verify-email#token=${token}`;
    expect(mail.text).toContain(`${link}\n`);
    expect(mail.html.match(/https?:[^"<\s]+/g)).toEqual([link, link]);
    expect(JSON.stringify(await store.oneTimeTokens.listByUser(ada._id))).not.toContain(token);
    const claim = { userId: ada._id, payload: { email: ada.email } };
    expect(await office.links.find("verify-email", token)).toEqual(claim);
    expect(await office.links.take("verify-email", token)).toEqual(claim);
    expect(await office.links.take("verify-email", token)).toBeNull();
  });

  test("has a plain and an HTML part, whose lines every server takes, and a sender and a subject of any characters", async () => {
    const server = await startSmtpServer();
    const from = '"Łuczak, \\"Sons\\" & Co <x@evil.example>" <no-reply@example.com>';
    const transport = new SmtpTransport({ url: `smtp://127.0.0.1:${server.port}`, from });
    onTestFinished(() => transport.close());
    const text = `${"A long paragraph with Umlauten äöü. ".repeat(100)}\n`;
    const html = `<p>${"A long paragraph with Umlauten äöü. ".repeat(100)}</p>\n`;
    const subject = "Bestätigen Sie bitte Ihre Adresse bei Łuczak & Söhne\u00a0: ça va";
    await transport.send({ kind: "verify-email", to: "ada@example.com", subject, text, html });

    const [{ raw, from: sender } = { raw: "", from: "" }] = server.received;
    expect(sender).toBe("no-reply@example.com");
    expect(raw).toMatch(/^Content-Type: multipart\/alternative;/m);
    // RFC 5322 section 2.1.1.
    expect(Math.max(...raw.split(/\r?\n/).map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(998);
    // RFC 5321: without SMTPUTF8 the head has only ASCII.
    expect(raw.slice(0, raw.search(/\r?\n\r?\n/))).not.toMatch(/\P{ASCII}/u);
    expect(readMail(raw)).toMatchObject({ text, html });
    expect(readMail(raw).headers.get("from")).toMatch(/ <no-reply@example\.com>$/);
  });

  test("goes out with the credentials of the URL, whatever characters they hold", async () => {
    const account = { user: "post@example.com", password: "s3cret/?#:%" };
    const server = await startSmtpServer({ account });
    const store = await openStore();
    const login = `${encodeURIComponent(account.user)}:${encodeURIComponent(account.password)}@`;
    const office = openPostOffice({ store, transport: smtpTransportTo(server, { login }) });
    const ada = await anAccount(store);

    await office.ask({ kind: "reset-password", to: ada.email });

    expect(office.failures).toEqual([]);
    expect(server.received).toHaveLength(1);
  });
});

describe.each(DATABASES)("a mail that is in the queue ($name)", ({ create }) => {
  test("waits for a mail server that is down, and arrives once, with a link whose life begins then", async () => {
    const store = await create().open();
    const down = await startSmtpServer();
    await down.stop();
    const office = openPostOffice({ store, transport: smtpTransportTo(down) });
    const ada = await anAccount(store);

    await office.ask({ kind: "reset-password", to: ada.email });
    await office.wait(5 * SECOND);
    await office.wait(3 * HOUR);
    expect(office.failures.map(({ kind, attempts, gaveUp }) => ({ kind, attempts, gaveUp }))).toEqual([
      { kind: "mail", attempts: 1, gaveUp: false },
      { kind: "mail", attempts: 2, gaveUp: false },
      { kind: "mail", attempts: 3, gaveUp: false },
    ]);

    const up = await startSmtpServer({ port: down.port });
    await office.wait(30 * MINUTE);
    await office.wait(59 * MINUTE);
    expect(up.received).toHaveLength(1);
    const token = tokenOf(readMail(up.received[0]?.raw ?? ""));
    const payload = { email: ada.email, passwordChangedAt: ada.passwordChangedAt };
    expect(await office.links.take("reset-password", token)).toEqual({ userId: ada._id, payload });
  });

  test("survives the end of the process, and is sent by the next one", async () => {
    const database = create();
    const server = await startSmtpServer();
    await server.stop();
    const first = await database.open();
    const ada = await anAccount(first);
    const before = openPostOffice({ store: first, transport: smtpTransportTo(server) });
    await before.ask({ kind: "verify-email", to: ada.email });
    expect(before.failures).toHaveLength(1);
    before.jobs.stop();
    await first.close();

    const up = await startSmtpServer({ port: server.port });
    const after = openPostOffice({
      store: await database.open(),
      transport: smtpTransportTo(up),
      clock: new ManualClock(NOW + MINUTE),
    });
    await after.jobs.runDue();

    expect(up.received.map(({ to }) => to)).toEqual([[ada.email]]);
    const token = tokenOf(readMail(up.received[0]?.raw ?? ""));
    expect(await after.links.take("verify-email", token)).toMatchObject({ userId: ada._id });
  });

  test("is sent by one of two processes on one database", async () => {
    const database = create();
    const server = await startSmtpServer();
    const [store, other] = [await database.open(), await database.open()];
    const office = openPostOffice({ store, transport: smtpTransportTo(server) });
    const offices = [office, openPostOffice({ store: other, transport: smtpTransportTo(server) })];
    const users = await Promise.all(Array.from({ length: 20 }, () => anAccount(store)));

    await Promise.all([
      ...users.map(({ email }) => office.mailer.enqueue({ kind: "verify-email", to: email })),
      ...offices.map(({ jobs }) => jobs.runDue()),
    ]);
    await Promise.all(offices.map(({ jobs }) => jobs.runDue()));

    expect(server.received.flatMap(({ to }) => to).sort()).toEqual(users.map(({ email }) => email).sort());
    expect(offices.flatMap(({ failures, faults }) => [...failures, ...faults])).toEqual([]);
  });
});

describe("a mail server that", () => {
  test("answers 451 is asked again, and the mail arrives once", async () => {
    const answers = [{ code: 451, text: "4.7.1 Greylisted" }];
    const server = await startSmtpServer({ answer: () => answers.pop() ?? null });
    const store = await openStore();
    const office = openPostOffice({ store, transport: smtpTransportTo(server) });
    const ada = await anAccount(store);

    await office.ask({ kind: "verify-email", to: ada.email });
    expect(server.received).toHaveLength(0);
    await office.wait(4 * SECOND);
    expect(server.received).toHaveLength(0);
    await office.wait(SECOND);
    await office.wait(DAY);

    expect(server.received).toHaveLength(1);
    expect(office.failures).toMatchObject([{ attempts: 1, gaveUp: false }]);
    expect(String(office.failures[0]?.error)).toContain("EMESSAGE 451 4.7.1");
  });

  test("knows no such mailbox is not asked again, and its answer does not carry the address into the log", async () => {
    const answerTo = (address: string) => ({ code: 550, text: `5.1.1 <${address}> is unknown` });
    const server = await startSmtpServer({ answerTo });
    const store = await openStore();
    const office = openPostOffice({ store, transport: smtpTransportTo(server) });
    const ada = await anAccount(store);

    await office.ask({ kind: "verify-email", to: ada.email });
    await office.wait(HOUR);

    expect(server.recipients).toEqual([ada.email]);
    expect(office.failures).toMatchObject([{ kind: "mail", attempts: 1, gaveUp: true }]);
    const { error } = office.failures[0] ?? {};
    expect(String(error)).toContain("EENVELOPE 550 5.1.1 at RCPT TO");
    expect(inspect(error)).not.toContain(ada.email);
  });

  test("refuses the password is asked again, and neither the log nor the error learns the password", async () => {
    const account = { user: "post", password: "right" };
    const server = await startSmtpServer({ account });
    const store = await openStore();
    const office = openPostOffice({ store, transport: smtpTransportTo(server, { login: "post:wrong-secret@" }) });
    const ada = await anAccount(store);

    await office.ask({ kind: "verify-email", to: ada.email });

    expect(office.failures).toMatchObject([{ gaveUp: false }]);
    const error = office.failures[0]?.error;
    expect(String(error)).toContain("EAUTH 535");
    expect(inspect(error)).not.toMatch(/wrong-secret|d3Jvbmctc2VjcmV0/);
  });

  test("hangs is left after a while, and the mail goes out when it has come to itself", async () => {
    const silent = await aSilentServer();
    const store = await openStore();
    const office = openPostOffice({
      store,
      transport: smtpTransportTo(silent, { timeouts: { step: 200, delivery: 400 } }),
    });
    const ada = await anAccount(store);
    await office.ask({ kind: "verify-email", to: ada.email });
    expect(office.failures).toMatchObject([{ attempts: 1, gaveUp: false }]);
    expect(String(office.failures[0]?.error)).toContain("ETIMEDOUT");
    await silent.stop();

    const server = await startSmtpServer({ port: silent.port });
    await office.wait(5 * SECOND);
    expect(server.received).toHaveLength(1);
  });

  test("drips its answer is left too, though there is always something coming", async () => {
    const dripping = await aSilentServer((socket) => {
      const drip = setInterval(() => socket.write("2"), 20);
      socket.once("close", () => clearInterval(drip));
    });
    const store = await openStore();
    const transport = smtpTransportTo(dripping, { timeouts: { step: 60_000, delivery: 300 } });
    const office = openPostOffice({ store, transport });
    const ada = await anAccount(store);
    await office.ask({ kind: "verify-email", to: ada.email });
    expect(office.failures).toMatchObject([{ attempts: 1, gaveUp: false }]);
    await transport.close();
  });
});

/** A server that takes connections and says nothing, unless it is given something to do with one. */
async function aSilentServer(meet: (socket: Socket) => void = () => undefined) {
  const sockets = new Set<Socket>();
  let welcome: () => void = () => undefined;
  const visited = new Promise<void>((resolve) => {
    welcome = resolve;
  });
  const server = createServer((socket) => {
    sockets.add(socket);
    welcome();
    // The client gives up by breaking the connection.
    socket.on("error", () => undefined);
    meet(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    if (!server.listening) return;
    server.close();
    await once(server, "close");
  };
  onTestFinished(stop);
  return {
    port: (server.address() as AddressInfo).port,
    /** Resolves when somebody has connected. */
    visited,
    stop,
  };
}

describe("an address that a mailer could read in two ways", () => {
  test.each([
    ["a list", "ada@example.com,eve@evil.example"],
    ["a list with a semicolon", "ada@example.com;eve@evil.example"],
    ["a quoted local part", '"eve@evil.example"@example.com'],
    ["a name before the address", "Eve <eve@evil.example>"],
    ["a comment", "ada(eve@evil.example)@example.com"],
    ["a group", "all:eve@evil.example;"],
    ["a line break", "ada@example.com\r\nRCPT TO:<eve@evil.example>"],
    ["a header", "ada@example.com\nBcc: eve@evil.example"],
    ["a NUL", "ada@example.com\0"],
    ["a space", "ada @example.com"],
    ["a letter of another script", "аda@example.com"],
    ["two at signs", "ada@evil.example@example.com"],
    ["a route", "@evil.example:ada@example.com"],
    ["a domain literal", "ada@[127.0.0.1]"],
    ["nothing", ""],
  ])("never reaches the wire: %s", async (_, to) => {
    const [store, server] = [await openStore(), await startSmtpServer()];
    const office = openPostOffice({ store, transport: smtpTransportTo(server) });
    const user = aUser({ email: to });

    await office.ask({ kind: "password-changed", user, client: { ip: null, userAgent: null } });

    expect(server.recipients).toEqual([]);
    expect(server.received).toEqual([]);
    expect(office.failures).toMatchObject([{ attempts: 1, gaveUp: true }]);
    expect(String(office.failures[0]?.error)).not.toContain("evil");
  });
});

test("a shutdown breaks off a delivery that hangs, and the mail stays in the queue", async () => {
  const silent = await aSilentServer();
  const store = await openStore();
  const transport = smtpTransportTo(silent);
  const office = openPostOffice({ store, transport });
  const ada = await anAccount(store);
  await office.mailer.enqueue({ kind: "change-email", userId: ada._id, to: "new@example.com", passwordChangedAt: NOW });
  await silent.visited;

  office.jobs.stop();
  await transport.close();
  await office.background.drain();

  expect(office.failures).toMatchObject([{ attempts: 1, gaveUp: false }]);
  // Broken off by the shutdown, which is long before the server's silence becomes a timeout.
  expect(String(office.failures[0]?.error)).not.toContain("ETIMEDOUT");
  expect(await store.queue.listByUser(ada._id)).toMatchObject([{ kind: "mail", attempts: 1 }]);
});

test("a shutdown lets a delivery end that goes well", async () => {
  const store = await openStore();
  const ada = await anAccount(store);
  let shutDown: () => Promise<void> = async () => undefined;
  let closing = Promise.resolve();
  // The shutdown comes when the server is about to accept the mail.
  const answer = () => {
    closing = shutDown();
    return null;
  };
  const server = await startSmtpServer({ answer });
  const transport = smtpTransportTo(server);
  const office = openPostOffice({ store, transport });
  shutDown = () => {
    office.jobs.stop();
    return transport.close();
  };

  await office.ask({ kind: "verify-email", to: ada.email });
  await closing;

  expect(server.received).toHaveLength(1);
  expect(office.failures).toEqual([]);
  await office.wait(DAY);
  expect(server.received).toHaveLength(1);
});
