import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { ManualClock } from "../../../test/support/ManualClock.js";
import { readMail, tokenOf } from "../../../test/support/mail/readMail.js";
import { NOW } from "../../../test/support/records.js";
import { temporaryFolder } from "../../../test/support/temporaryFolder.js";
import { Events } from "../events/index.js";
import { OutboxTransport } from "./index.js";

const TOKEN = "A-_".repeat(14).concat("A");
const URL_IN_MAIL = `https://auth.example.com/a/rather/long/path/verify-email#token=${TOKEN}`;
const MAIL = {
  kind: "verify-email",
  to: "ada@example.com",
  subject: "Hello",
  text: `Hello Łuczak,\n\nOpen:\n${URL_IN_MAIL}\n\n${"A long paragraph. ".repeat(20)}\n`,
  html: `<p>Hello Łuczak,</p>\n<p><a href="${URL_IN_MAIL}">Open</a></p>\n`,
};

function anOutbox() {
  const directory = join(temporaryFolder(), "data", "outbox");
  const [written, clock]: [string[], ManualClock] = [[], new ManualClock(NOW)];
  const events = new Events();
  events.on("mail.written", ({ file }) => written.push(file));
  const outbox = new OutboxTransport({ directory, from: "Example <no-reply@example.com>", clock, events });
  return { outbox, directory, written, clock };
}

test("a mail is a file that a mail program opens, and that shows its link whole to everybody else", async () => {
  const { outbox, directory, written } = anOutbox();
  await outbox.send(MAIL);
  const [file] = written;
  expect(readdirSync(directory).map((name) => join(directory, name))).toEqual([file]);

  const raw = readFileSync(file ?? "", "utf8");
  const mail = readMail(raw);
  expect(mail).toMatchObject({ text: MAIL.text, html: MAIL.html });
  expect(tokenOf(mail)).toBe(TOKEN);
  expect(mail.headers.get("to")).toBe("ada@example.com");
  expect(mail.headers.get("from")).toBe("Example <no-reply@example.com>");
  expect(mail.headers.get("subject")).toBe("Hello");
  expect(raw.split("\r\n")).toContain(URL_IN_MAIL);
  expect(raw.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
});

test("the name says when and what about, sorts by time, and neither to whom nor with which token", async () => {
  const { outbox, written, clock } = anOutbox();
  await outbox.send(MAIL);
  clock.advance(1);
  await outbox.send({ ...MAIL, kind: "account-deleted" });
  const names = written.map((file) => basename(file));
  expect(names[0]).toMatch(/^2027-01-15T08-00-00\.000Z-verify-email-[0-9a-f]{8}\.eml$/);
  expect(names[1]).toMatch(/^2027-01-15T08-00-00\.001Z-account-deleted-[0-9a-f]{8}\.eml$/);
  expect([...names].sort()).toEqual(names);
  // Not "ada": the part by chance may spell it.
  expect(names.join()).not.toMatch(/@|example|token/);
});

test("mails of one moment are all kept", async () => {
  const { outbox, directory } = anOutbox();
  await Promise.all(Array.from({ length: 10 }, () => outbox.send(MAIL)));
  expect(readdirSync(directory)).toHaveLength(10);
});

test("only the owner can read the mails", async () => {
  const { outbox, written } = anOutbox();
  await outbox.send(MAIL);
  const [file = ""] = written;
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
});

test("a mail that cannot be written rejects and is not announced", async () => {
  const { outbox, directory, written } = anOutbox();
  writeFileSync(dirname(directory), "a file where the folder should be");
  await expect(outbox.send(MAIL)).rejects.toThrow("ENOTDIR");
  expect(written).toEqual([]);
});

test("an address that is not one plain address is refused", async () => {
  const { outbox, written } = anOutbox();
  await expect(outbox.send({ ...MAIL, to: "ada@example.com,eve@evil.example" })).rejects.toThrow("plain address");
  expect(written).toEqual([]);
});
