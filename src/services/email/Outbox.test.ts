import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ManualClock } from "../../../test/support/ManualClock.js";
import { NOW } from "../../../test/support/records.js";
import { temporaryFolder } from "../../../test/support/temporaryFolder.js";
import { Events } from "../events/index.js";
import { Outbox, OutboxTransport } from "./index.js";

const MAIL = {
  kind: "verify-email",
  to: "ada@example.com",
  subject: "Confirm",
  text: "Hello,\n\nOpen:\nhttps://auth.example.com/verify-email#token=abc\n",
  html: "<p>Hello Łuczak</p>\n",
};

function anOutbox() {
  const directory = join(temporaryFolder(), "outbox");
  const clock = new ManualClock(NOW);
  const from = "Example <no-reply@example.com>";
  const transport = new OutboxTransport({ directory, from, clock, events: new Events() });
  return { directory, clock, transport, outbox: new Outbox({ directory }) };
}

test("a folder that is not there yet is empty", async () => {
  const { outbox } = anOutbox();
  expect(await outbox.list()).toEqual([]);
  await outbox.clear();
});

test("lists the mails newest first, and reads each as it was sent", async () => {
  const { outbox, transport, clock } = anOutbox();
  await transport.send(MAIL);
  clock.advance(1000);
  await transport.send({ ...MAIL, kind: "new-sign-in", subject: "Later" });
  const list = await outbox.list();
  expect(list).toMatchObject([
    { kind: "new-sign-in", subject: "Later", at: "2027-01-15 08:00:01", to: MAIL.to },
    { kind: "verify-email", subject: "Confirm", at: "2027-01-15 08:00:00", to: MAIL.to },
  ]);
  expect(await outbox.list()).toEqual(list);
  expect(await outbox.find(list[1]?.id ?? "")).toMatchObject({ ...MAIL });
});

test.each(["Bestätigen Sie Ihre Adresse bei Łuczak & Söhne", `${"Ünlängst ".repeat(18)}_=?`, "王小明 😀", "plain"])(
  "reads the subject %s",
  async (subject) => {
    const { outbox, transport } = anOutbox();
    await transport.send({ ...MAIL, subject });
    expect(await outbox.list()).toMatchObject([{ subject: subject.trim() }]);
  },
);

test("shows a hundred mails, and deletes all", async () => {
  const { outbox, transport, directory } = anOutbox();
  for (let count = 0; count < 101; count += 1) await transport.send(MAIL);
  expect(await outbox.list()).toHaveLength(100);
  await outbox.clear();
  expect([await outbox.list(), readdirSync(directory)]).toEqual([[], []]);
});

test("neither shows nor deletes what is no mail of its own: other names, links to files, files of any size", async () => {
  const { outbox, directory } = anOutbox();
  mkdirSync(directory, { recursive: true });
  const secret = join(directory, "secrets.json");
  writeFileSync(secret, "To: eve\nSubject: secret\n\n");
  const name = (hex: string) => `2027-01-15T08-00-00.000Z-verify-email-${hex}.eml`;
  symlinkSync(secret, join(directory, name("00000001")));
  mkdirSync(join(directory, name("00000002")));
  writeFileSync(join(directory, name("00000003")), Buffer.alloc(4 * 1024 * 1024 + 1, "a"));
  writeFileSync(join(directory, "own.eml"), "Subject: own\n\n");
  expect(await outbox.list()).toEqual([]);
  for (const id of ["own", "secrets.json", "../outbox/own", name("00000001").slice(0, -4), ""]) {
    expect(await outbox.find(id)).toBeNull();
  }
  writeFileSync(join(directory, name("00000004")), "no mail at all");
  expect(await outbox.list()).toMatchObject([{ subject: "", to: "" }]);
});
