import { onTestFinished } from "vitest";
import {
  EmailCodes,
  MAIL_JOB,
  MailContents,
  MailDelivery,
  Mailer,
  type MailTransport,
  OneTimeLinks,
  SmtpTransport,
} from "../../../src/services/email/index.js";
import { Events, type FailedJob } from "../../../src/services/events/index.js";
import { AppFields, UserViews } from "../../../src/services/fields/index.js";
import { JobRunner } from "../../../src/services/queue/index.js";
import { TrustedDevices } from "../../../src/services/rateLimit/index.js";
import type { Store, User } from "../../../src/stores/Store.js";
import { createSqliteStore } from "../../../src/stores/sqlite/index.js";
import { BackgroundTasks } from "../../../src/utils/BackgroundTasks.js";
import { ManualClock } from "../ManualClock.js";
import { createMemoryStore } from "../memoryStore/index.js";
import { aUser, NOW } from "../records.js";
import { temporaryDatabase } from "../store/sqliteFolder.js";
import { BRAND } from "./everyMail.js";

export const PUBLIC_URL = "https://auth.example.com/id";
const FROM = "Example <no-reply@example.com>";

/** Where mails wait. `open` opens the same database again and again, as processes do. */
interface Database {
  open(): Promise<Store>;
}

export const DATABASES: readonly { name: string; create: () => Database }[] = [
  { name: "memory", create: memoryDatabase },
  { name: "SQLite", create: sqliteDatabase },
];

function memoryDatabase(): Database {
  const store = createMemoryStore();
  return {
    open: async () => {
      await store.open();
      return store;
    },
  };
}

function sqliteDatabase(): Database {
  const path = temporaryDatabase();
  return {
    open: async () => {
      const store = createSqliteStore({ path });
      await store.open();
      onTestFinished(() => store.close());
      return store;
    },
  };
}

/** A transport to a mail server on this machine, closed when the test ends. */
export function smtpTransportTo(
  server: { port: number },
  { login = "", timeouts }: { login?: string; timeouts?: { step: number; delivery: number } } = {},
): MailTransport {
  const url = `smtp://${login}127.0.0.1:${server.port}`;
  const transport = new SmtpTransport({ url, from: FROM, ...(timeouts && { timeouts }) });
  onTestFinished(() => transport.close());
  return transport;
}

/** Everything that concerns mail, composed as a process does it, over an open store. */
export function openPostOffice(deps: { store: Store; transport: MailTransport; clock?: ManualClock }) {
  const { store, transport, clock = new ManualClock(NOW) } = deps;
  const failures: (FailedJob & { error: unknown })[] = [];
  const faults: unknown[] = [];
  const events = new Events();
  events.on("job.failed", ({ error, job }) => failures.push({ error, ...job }));
  const background = new BackgroundTasks((error) => faults.push(error));
  const links = new OneTimeLinks({ tokens: store.oneTimeTokens, clock });
  const fields = new AppFields({});
  const delivery = new MailDelivery({
    users: store.users,
    clock,
    links,
    emailCodes: new EmailCodes({ codes: store.emailCodes, clock }),
    trustedDevices: new TrustedDevices({ secrets: ["refresh secret of the mail tests, 012345"], clock }),
    contents: new MailContents({ publicUrl: PUBLIC_URL, brand: BRAND }),
    transport,
    events,
    fields,
    userViews: new UserViews({ fields }),
    publicUrl: PUBLIC_URL,
  });
  const jobs = new JobRunner({
    queue: store.queue,
    clock,
    background,
    handlers: { [MAIL_JOB]: (job) => delivery.deliver(job) },
    events,
  });
  const unlimited = { consume: async () => undefined };
  const mailer = new Mailer({ jobs, limits: unlimited, clock, events, fields });
  return {
    clock,
    background,
    links,
    jobs,
    mailer,
    failures,
    /** What the background tasks reported: always empty, unless the queue itself fails. */
    faults,
    /** Asks for a mail and waits until the queue has done what it can do now. */
    ask: async (request: Parameters<typeof mailer.enqueue>[0]) => {
      await mailer.enqueue(request);
      await jobs.runDue();
    },
    /** Time passes, and the queue is looked at, as a running server does. */
    wait: async (milliseconds: number) => {
      clock.advance(milliseconds);
      await jobs.runDue();
    },
  };
}

/** An account in the store. */
export async function anAccount(store: Store, overrides: Partial<User> = {}): Promise<User> {
  const user = aUser(overrides);
  const { kind } = await store.users.create(user);
  if (kind !== "created") throw new Error("The account exists.");
  return user;
}
