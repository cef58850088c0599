import { beforeEach, describe, expect, test } from "vitest";
import { DAY, ManualClock } from "../../../test/support/ManualClock.js";
import { BRAND } from "../../../test/support/mail/everyMail.js";
import { createMemoryStore } from "../../../test/support/memoryStore/index.js";
import { aUser, NOW } from "../../../test/support/records.js";
import { StoreProbe } from "../../../test/support/store/StoreProbe.js";
import type { QueuedJob, User } from "../../stores/Store.js";
import { Events } from "../events/index.js";
import { AppFields, UserViews } from "../fields/index.js";
import {
  type Mail,
  MailContents,
  MailDelivery,
  Mailer,
  type MailRequest,
  type NoticeKind,
  OneTimeLinks,
} from "./index.js";

const PUBLIC_URL = "https://auth.example.com";
const CLIENT = { ip: "203.0.113.9", userAgent: "Firefox/128.0" };

const fields = new AppFields({});

let probe: StoreProbe;
let clock: ManualClock;
let links: OneTimeLinks;
let jobs: QueuedJob[];
let sent: Mail[];
let ada: User;

beforeEach(async () => {
  const store = createMemoryStore();
  await store.open();
  [probe, clock, jobs, sent, ada] = [new StoreProbe(store), new ManualClock(NOW), [], [], aUser()];
  links = new OneTimeLinks({ tokens: probe.store.oneTimeTokens, clock });
  await store.users.create(ada);
});

/** Asks for a mail: what the queue would hold. */
async function enqueue(request: MailRequest): Promise<QueuedJob> {
  const add = async ({ kind, userId, payload }: Pick<QueuedJob, "kind" | "userId" | "payload">) => {
    jobs.push({ _id: "1", kind, userId, payload, attempts: 1, dueAt: clock.now(), createdAt: clock.now() });
  };
  const limits = { consume: async () => undefined };
  await new Mailer({ jobs: { add }, limits, clock, events: new Events(), fields }).enqueue(request);
  const job = jobs.at(-1);
  if (job === undefined) throw new Error("Nothing was asked for.");
  return job;
}

/** Delivers what the queue held. */
async function deliver(job: QueuedJob): Promise<void> {
  const transport = { send: async (mail: Mail) => void sent.push(mail), close: async () => undefined };
  await new MailDelivery({
    users: probe.store.users,
    links,
    contents: new MailContents({ publicUrl: PUBLIC_URL, brand: BRAND }),
    transport,
    events: new Events(),
    fields,
    userViews: new UserViews({ fields }),
    publicUrl: PUBLIC_URL,
  }).deliver(job);
}

const ask = async (request: MailRequest) => deliver(await enqueue(request));

async function change(changes: Partial<User>): Promise<void> {
  const result = await probe.store.users.compareAndSet({ ...ada, ...changes, version: ada.version + 1 }, ada.version);
  expect(result).toEqual({ kind: "stored" });
}

function sentToken(): string {
  return /#token=([A-Za-z0-9_-]{43})\n/.exec(sent.at(-1)?.text ?? "")?.[1] ?? "";
}

describe.each(["verify-email", "reset-password"] as const)("%s", (kind) => {
  test("asks the queue the same for a known and an unknown address, and reads nothing", async () => {
    probe.reset();
    const [known, unknown] = [await enqueue({ kind, to: ada.email }), await enqueue({ kind, to: "eve@example.com" })];
    expect(known).toEqual({ ...unknown, payload: { mail: kind, to: ada.email } });
    expect(known.userId).toBeNull();
    expect(probe.calls).toEqual([]);
  });

  test("sends nothing to an address without an account, and mints nothing", async () => {
    await ask({ kind, to: "eve@example.com" });
    expect(sent).toEqual([]);
    expect(probe.calls).not.toContain("oneTimeTokens.put");
  });

  test("is about the address as it was when the mail was made: an account that has moved on gets nothing", async () => {
    const job = await enqueue({ kind, to: ada.email });
    await change({ email: "new@example.com" });
    await deliver(job);
    expect(sent).toEqual([]);
  });

  test("finds an account that was made after it was asked for", async () => {
    const late = aUser();
    const job = await enqueue({ kind, to: late.email });
    await probe.store.users.create(late);
    await deliver(job);
    expect(sent).toMatchObject([{ kind, to: late.email }]);
    expect(await links.find(kind, sentToken())).toMatchObject({ userId: late._id });
  });
});

test("verify-email mints a link for the address, and drops one that is verified by then", async () => {
  const job = await enqueue({ kind: "verify-email", to: ada.email });
  await deliver(job);
  expect(sent).toMatchObject([{ kind: "verify-email", to: ada.email }]);
  expect(await links.take("verify-email", sentToken())).toEqual({ userId: ada._id, payload: { email: ada.email } });

  await change({ emailVerifiedAt: NOW });
  await deliver(job);
  expect(sent).toHaveLength(1);
});

test("reset-password notes which password it is to replace", async () => {
  await ask({ kind: "reset-password", to: ada.email });
  const payload = { email: ada.email, passwordChangedAt: ada.passwordChangedAt };
  expect(await links.take("reset-password", sentToken())).toEqual({ userId: ada._id, payload });
});

test("a link lives from the moment of its mail, and a repeated mail ends the link of the first", async () => {
  const job = await enqueue({ kind: "reset-password", to: ada.email });
  clock.advance(DAY);
  await deliver(job);
  const first = sentToken();
  expect(await links.find("reset-password", first)).not.toBeNull();
  await deliver(job);
  expect(await links.find("reset-password", first)).toBeNull();
  expect(await links.find("reset-password", sentToken())).not.toBeNull();
});

describe("change-email", () => {
  const request = () => ({
    kind: "change-email" as const,
    userId: ada._id,
    to: "new@example.com",
    passwordChangedAt: ada.passwordChangedAt,
  });

  test("goes to the new address, with a link about it", async () => {
    await ask(request());
    expect(sent).toMatchObject([{ kind: "change-email", to: "new@example.com" }]);
    const payload = { email: "new@example.com", passwordChangedAt: ada.passwordChangedAt };
    expect(await links.take("change-email", sentToken())).toEqual({ userId: ada._id, payload });
  });

  test("goes with the account", async () => {
    expect((await enqueue(request())).userId).toBe(ada._id);
  });

  test.each<[string, () => Promise<unknown>]>([
    ["the account is gone", () => probe.store.users.delete(ada._id)],
    ["the password was changed since", () => change({ passwordChangedAt: NOW + 1 })],
  ])("is dropped without a word when %s", async (_, happens) => {
    const job = await enqueue(request());
    await happens();
    probe.reset();
    await deliver(job);
    expect(sent).toEqual([]);
    expect(probe.calls).not.toContain("oneTimeTokens.put");
  });
});

test("change-email to somebody else's address sends nothing, and ends the asker's earlier link as a free one does", async () => {
  const request = { kind: "change-email" as const, userId: ada._id, passwordChangedAt: ada.passwordChangedAt };
  await ask({ ...request, to: "new@example.com" });
  const earlier = sentToken();
  await probe.store.users.create(aUser({ email: "eve@example.com" }));
  await ask({ ...request, to: "eve@example.com" });
  expect(sent.map(({ to }) => to)).toEqual(["new@example.com"]);
  expect(await links.find("change-email", earlier)).toBeNull();
  expect(await probe.store.oneTimeTokens.listByUser(ada._id)).toHaveLength(1);
});

const NOTICES: NoticeKind[] = [
  "new-sign-in",
  "token-reused",
  "password-changed",
  "password-reset",
  "username-changed",
  "passkey-added",
  "passkey-removed",
  "identity-linked",
  "identity-unlinked",
  "email-change-requested",
  "email-changed",
  "account-deleted",
];

describe.each(NOTICES)("the notice %s", (kind) => {
  test("goes to the address that the account had, whatever became of it, and says when it happened", async () => {
    const job = await enqueue({ kind, user: ada, client: CLIENT });
    await probe.store.users.delete(ada._id);
    clock.advance(DAY);
    probe.reset();
    await deliver(job);

    expect(sent).toMatchObject([{ kind, to: ada.email }]);
    expect(sent[0]?.text).toContain("15 January 2027");
    expect(sent[0]?.text).toContain("203.0.113.9");
    expect(probe.calls).toEqual([]);
  });

  test("goes with the account, unless it is the word about that", async () => {
    const { userId } = await enqueue({ kind, user: ada, client: CLIENT });
    expect(userId).toBe(kind === "account-deleted" ? null : ada._id);
  });

  test("holds nothing of the account but its address and name", async () => {
    const { payload } = await enqueue({ kind, user: ada, client: CLIENT });
    expect(Object.keys(payload).sort()).toEqual(["at", "fullName", "ip", "mail", "to", "userAgent"]);
  });
});

describe("a job that this version cannot read is a failure, not another mail", () => {
  test.each<[string, QueuedJob["payload"]]>([
    ["no kind", { to: "ada@example.com" }],
    ["an unknown kind", { mail: "lottery-won", to: "ada@example.com" }],
    ["no address", { mail: "verify-email" }],
    ["an address that is no text", { mail: "verify-email", to: 7 }],
    ["a change without its user", { mail: "change-email", to: "ada@example.com", passwordChangedAt: NOW }],
    [
      "a notice without its time",
      { mail: "new-sign-in", to: "ada@example.com", fullName: "Ada", ip: null, userAgent: null },
    ],
  ])("%s", async (_, payload) => {
    const job = { ...(await enqueue({ kind: "verify-email", to: ada.email })), payload };
    await expect(deliver(job)).rejects.toThrow("mail job");
    expect(sent).toEqual([]);
  });
});
