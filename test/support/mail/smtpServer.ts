import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { onTestFinished } from "vitest";

/** A mail as the server took it over: who it came from and went to on the wire, and its bytes. */
interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  /** Whether it came over TLS. */
  readonly secure: boolean;
}

/** What a server has seen so far. */
interface Seen {
  readonly received: ReceivedMail[];
  readonly recipients: string[];
  readonly logins: string[];
}

interface TestSmtpServer {
  readonly port: number;
  /** Every mail that was accepted. */
  readonly received: readonly ReceivedMail[];
  /** Every address that a client wanted to send to, accepted or not. */
  readonly recipients: readonly string[];
  /** Every name that a client wanted to sign in with, accepted or not. */
  readonly logins: readonly string[];
  /** Ends it as a crash would: open connections break, and nobody listens any more. */
  stop(): Promise<void>;
}

interface Behavior {
  /** The port of a server that was stopped; any free one without it. */
  port?: number;
  /** The answer to each mail: `null` accepts it. */
  answer?: () => { code: number; text: string } | null;
  /** The answer to each recipient: `null` accepts it. */
  answerTo?: (address: string) => { code: number; text: string } | null;
  /** The credentials without which nothing is accepted. */
  account?: { user: string; password: string };
  /** Offers STARTTLS with this certificate. Without it there is no TLS. */
  tls?: { key: string; cert: string };
}

/** A real mail server on loopback, stopped when the test ends. */
export async function startSmtpServer(behavior: Behavior = {}): Promise<TestSmtpServer> {
  const seen: Seen = { received: [], recipients: [], logins: [] };
  const server = new SMTPServer({ ...optionsOf(behavior, seen), logger: false, closeTimeout: 1 });
  // A client that leaves in the middle is no failure of the server.
  server.on("error", () => undefined);
  const listening = server.listen(behavior.port ?? 0, "127.0.0.1");
  await once(listening, "listening");

  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    await new Promise<void>((resolve) => server.close(resolve));
  };
  onTestFinished(stop);
  return { port: (listening.address() as AddressInfo).port, ...seen, stop };
}

function optionsOf(behavior: Behavior, { received, recipients, logins }: Seen): SMTPServerOptions {
  const { answer, answerTo, account, tls } = behavior;
  return {
    authOptional: account === undefined,
    // Without TLS too: the connection never leaves the machine.
    allowInsecureAuth: true,
    disabledCommands: tls === undefined ? ["STARTTLS"] : [],
    ...tls,
    onAuth: ({ username = "", password }, _session, done) => {
      logins.push(username);
      if (username === account?.user && password === account?.password) done(null, { user: username });
      else done(failure({ code: 535, text: `No ${username} with ${password}` }));
    },
    onRcptTo: ({ address }, _session, done) => {
      recipients.push(address);
      done(failure(answerTo?.(address) ?? null));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const refusal = answer?.() ?? null;
        if (refusal !== null) return done(failure(refusal));
        const { envelope, secure } = session;
        const { mailFrom, rcptTo } = envelope;
        received.push({
          secure,
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString(),
        });
        done();
      });
    },
  };
}

function failure(answer: { code: number; text: string } | null): Error | null {
  return answer === null ? null : Object.assign(new Error(answer.text), { responseCode: answer.code });
}
