import { createTransport } from "nodemailer";
import { expect, onTestFinished, test } from "vitest";
import { SmtpTransport } from "../../src/services/email/index.js";
import { smtpOptions } from "../../src/services/email/smtpOptions.js";
import { startSmtpServer } from "../support/mail/smtpServer.js";
import { selfSignedCertificate } from "../support/selfSignedCertificate.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

// A name of loopback that the rule for "this machine" does not know, so that it stands for a host elsewhere.
const ELSEWHERE = "0.0.0.0";
const ACCOUNT = { user: "post", password: "secret" };
const MAIL = { kind: "verify-email", to: "ada@example.com", subject: "Hello", text: "Hello\n", html: "<p>Hello</p>\n" };

const certificate = () => selfSignedCertificate(temporaryFolder(), `IP:${ELSEWHERE}`);

function urlOf(server: { port: number }): string {
  return `smtp://${ACCOUNT.user}:${ACCOUNT.password}@${ELSEWHERE}:${server.port}`;
}

function transportTo(server: { port: number }) {
  const transport = new SmtpTransport({ url: urlOf(server), from: "no-reply@example.com" });
  onTestFinished(() => transport.close());
  return transport;
}

test("a server elsewhere that offers no TLS gets neither the password nor the mail", async () => {
  const server = await startSmtpServer({ account: ACCOUNT });
  await expect(transportTo(server).send(MAIL)).rejects.toThrow(/ETLS .*at STARTTLS/);
  expect(server.logins).toEqual([]);
  expect(server.recipients).toEqual([]);
});

test("a server elsewhere whose certificate nobody vouches for gets neither the password nor the mail", async () => {
  const server = await startSmtpServer({ account: ACCOUNT, tls: certificate() });
  await expect(transportTo(server).send(MAIL)).rejects.toThrow("self-signed certificate");
  expect(server.logins).toEqual([]);
  expect(server.recipients).toEqual([]);
});

test("a server elsewhere with a certificate that is trusted gets the mail over STARTTLS", async () => {
  const tls = certificate();
  const server = await startSmtpServer({ account: ACCOUNT, tls });
  const options = smtpOptions(urlOf(server));
  const pool = createTransport({ ...options, tls: { ...options.tls, ca: tls.cert } });
  onTestFinished(() => pool.close());
  await pool.sendMail({ from: "no-reply@example.com", to: { name: "", address: MAIL.to }, text: MAIL.text });
  expect(server.received).toMatchObject([{ to: [MAIL.to], secure: true }]);
});
