import { expect, test, vi } from "vitest";
import { SECOND } from "../../../test/support/ManualClock.js";
import { anAccount, DATABASES, openPostOffice } from "../../../test/support/mail/postOffice.js";
import { AppTransport, type SendMail } from "./index.js";

const memory = DATABASES[0];

test("a mail that sendMail rejects is sent again later, with a new link, and once", async () => {
  const store = await memory?.create().open();
  if (store === undefined) throw new Error("There is no store.");
  const user = await anAccount(store);
  const sendMail = vi.fn<SendMail>();
  sendMail.mockRejectedValueOnce(new Error("busy"));
  const office = openPostOffice({ store, transport: new AppTransport(sendMail) });
  await office.ask({ kind: "reset-password", to: user.email });
  expect(office.failures).toMatchObject([{ kind: "mail", attempts: 1, gaveUp: false }]);
  await office.wait(5 * SECOND);
  await office.wait(60 * SECOND);
  const texts = sendMail.mock.calls.map(([{ text }]) => text);
  expect(texts).toHaveLength(2);
  expect(texts[0]).not.toBe(texts[1]);
});

test("what is no plain address never reaches sendMail, and is not tried again", async () => {
  const store = await memory?.create().open();
  if (store === undefined) throw new Error("There is no store.");
  const user = await anAccount(store, { email: '"x@evil.example "@example.com' });
  const sendMail = vi.fn<SendMail>();
  const office = openPostOffice({ store, transport: new AppTransport(sendMail) });
  await office.ask({ kind: "reset-password", to: user.email });
  expect(office.failures).toMatchObject([{ gaveUp: true }]);
  expect(sendMail).not.toHaveBeenCalled();
});
