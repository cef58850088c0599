import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { RunningProgram } from "../../scripts/mongo/startMongoProgram.js";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import { MongoArchive } from "../../src/stores/mongo/MongoArchive.js";
import type { Store } from "../../src/stores/Store.js";
import { anAddition, aUser, NOW } from "../support/records.js";
import { controlOf, type FailingServer } from "../support/store/failCommand.js";
import { freshMongoUrl } from "../support/store/mongoDatabase.js";
import { hasReplicaSet, startOwnReplicaSet } from "../support/store/mongoProgram.js";

const CONFLICT = { errorCode: 112 };
/** By which a server says that it, or the operator's setup, is at fault. Codes of a change of the primary: see mongoStepDown.test.ts. */
const UNAVAILABLE_CODES = [
  13, 18, 43, 46, 63, 117, 146, 150, 175, 211, 237, 261, 262, 314, 317, 365, 371, 384, 402, 407, 433, 449, 450, 453,
  462, 8_000,
];

describe.skipIf(!hasReplicaSet)("a MongoDB server that lets a command fail", () => {
  let program: RunningProgram;
  let server: FailingServer;
  let store: Store;
  const commands: string[] = [];

  beforeAll(async () => {
    program = await startOwnReplicaSet();
    server = await controlOf(program.url);
    store = createMongoStore({ url: freshMongoUrl(program.url), onCommand: (name) => commands.push(name) });
    await store.open();
  });
  afterAll(async () => {
    await store.close();
    await server.close();
    await program.dispose();
  });
  beforeEach(() => {
    commands.length = 0;
  });
  afterEach(() => server.heal());

  const sent = (name: string) => commands.filter((command) => command === name).length;

  test.each(UNAVAILABLE_CODES)(
    "with the code %i makes reads and writes unavailable, and works afterwards",
    async (code) => {
      const user = aUser();
      await server.fail(["find", "insert"], { errorCode: code });
      await expect(store.users.byId(user._id)).rejects.toMatchObject({ name: "StoreUnavailableError" });
      await expect(store.users.create(user)).rejects.toMatchObject({ name: "StoreUnavailableError" });
      await server.heal();
      await vi.waitFor(async () => expect(await store.users.create(user)).toEqual({ kind: "created" }), {
        timeout: 10_000,
      });
    },
  );

  test("with what is a fault of the command is not unavailable", async () => {
    await server.fail(["insert"], { errorCode: 9 });
    await expect(store.users.create(aUser())).rejects.toMatchObject({ name: "MongoServerError", code: 9 });
  });

  test.each<[string, string, (store: Store) => Promise<unknown>, unknown]>([
    ["an account", "insert", ({ users }) => users.create(aUser()), { kind: "created" }],
    [
      "accounts",
      "insert",
      ({ users }) => users.createMany([aUser(), aUser()]),
      [{ kind: "created" }, { kind: "created" }],
    ],
    [
      "a counter",
      "findAndModify",
      ({ rateLimits }) => rateLimits.add(anAddition()),
      expect.objectContaining({ points: 1 }),
    ],
    ["the look whether it takes writes", "update", (one) => one.ping(), undefined],
  ])("with write conflicts gets the write again until it is applied, once: %s", async (_, command, write, result) => {
    const undisturbed = await commandsOf(command, () => write(store));
    await server.fail([command], CONFLICT, 4);
    const disturbed = await commandsOf(command, async () => expect(await write(store)).toEqual(result));
    expect(disturbed).toBe(undisturbed + 4);
  });

  async function commandsOf(name: string, work: () => Promise<unknown>): Promise<number> {
    const before = sent(name);
    await work();
    return sent(name) - before;
  }

  test("with write conflicts does not end a copy: its marker and its clearing are written again", async () => {
    const archive = await MongoArchive.open({ url: freshMongoUrl(program.url) });
    onTestFinished(() => archive.close());
    const mark = { copy: "copy", state: "filling", run: "run", peer: "peer" } as const;
    await server.fail(["insert", "update", "delete"], CONFLICT, 2);
    expect(await archive.setMarker(mark, null)).toBe(true);
    await server.fail(["insert", "update", "delete"], CONFLICT, 2);
    expect(await archive.clear("users", "run")).toBe(true);
    expect(await archive.marker()).toEqual(mark);
  });

  test("with write conflicts in the middle of a rush on one record loses no write and applies none twice", async () => {
    const addition = anAddition();
    await store.rateLimits.add(addition);
    await server.fail(["findAndModify"], CONFLICT, 40);
    const before = sent("findAndModify");
    const counters = await Promise.all(Array.from({ length: 50 }, () => store.rateLimits.add(addition)));
    expect(counters.map(({ points }) => points).toSorted((a, b) => a - b)).toEqual(
      counters.map((_, index) => index + 2),
    );
    expect(sent("findAndModify") - before).toBe(50 + 40);
  });

  test("with write conflicts alone is unavailable after six attempts, and nothing is applied", async () => {
    const user = aUser();
    await server.fail(["insert"], CONFLICT);
    const outcome = { name: "StoreUnavailableError", outcome: "not-applied" };
    expect(await commandsOf("insert", () => expect(store.users.create(user)).rejects.toMatchObject(outcome))).toBe(6);
    expect(await store.users.byId(user._id)).toBeNull();
  });

  test.each([
    ["has no time for it", { errorCode: 262, errorLabels: ["RetryableWriteError"] }],
    ["closes the connection", { closeConnection: true }],
  ])("gets a write again when it %s, and applies it once", async (_, failure) => {
    const user = aUser();
    await store.users.create(user);
    await server.fail(["update"], failure, 1);
    const update = async () => store.users.compareAndSet({ ...user, version: 1 }, 0);
    expect(await commandsOf("update", async () => expect(await update()).toEqual({ kind: "stored" }))).toBe(2);
    expect(await store.users.byId(user._id)).toMatchObject({ version: 1 });
  });

  test("that closes every connection makes a write's outcome unknown", async () => {
    await server.fail(["insert"], { closeConnection: true });
    await expect(store.users.create(aUser())).rejects.toMatchObject({ outcome: "unknown" });
  });

  test("whose majority does not confirm a write makes its outcome unknown, and the write may be there", async () => {
    const user = aUser();
    await server.fail(["insert"], { writeConcernError: { code: 64, errmsg: "waiting for replication timed out" } });
    await expect(store.users.create(user)).rejects.toMatchObject({ name: "StoreUnavailableError", outcome: "unknown" });
    expect(await store.users.byId(user._id)).toEqual(user);
  });

  test.each([
    ["a compare-and-set finds the version changed", changeVersion],
    ["an insert finds the name taken", takeName],
    ["a counter finds it started", startCounter],
  ])("carries out other commands while one waits, which then loses: %s", async (_, race) => {
    await race();
  });

  async function changeVersion(): Promise<void> {
    const user = aUser();
    await store.users.create(user);
    const late = await whileBlocked("update", () =>
      store.users.compareAndSet({ ...user, fullName: "Late", version: 1 }, 0),
    );
    expect(await store.users.compareAndSet({ ...user, fullName: "Early", version: 1 }, 0)).toEqual({ kind: "stored" });
    expect(await late.result).toEqual({ kind: "conflict" });
    expect(await store.users.byId(user._id)).toMatchObject({ fullName: "Early" });
  }

  async function takeName(): Promise<void> {
    const [user, namesake] = [aUser({ username: "ada" }), aUser({ username: "ada" })];
    const late = await whileBlocked("insert", () => store.users.create(namesake));
    expect(await store.users.create(user)).toEqual({ kind: "created" });
    expect(await late.result).toEqual({ kind: "taken", field: "username" });
  }

  async function startCounter(): Promise<void> {
    const addition = { ...anAddition(), expiresAt: NOW + 60_000 };
    const late = await whileBlocked("findAndModify", () => store.rateLimits.add(addition));
    expect(await store.rateLimits.add(addition)).toMatchObject({ points: 1 });
    expect(await late.result).toMatchObject({ points: 2 });
  }

  /** Sends a command that the server holds back, and says so as soon as it has been sent. */
  async function whileBlocked<T>(command: string, send: () => Promise<T>): Promise<{ result: Promise<T> }> {
    await server.fail([command], { blockTimeMS: 500 }, 1);
    const before = sent(command);
    const result = send();
    await vi.waitUntil(() => sent(command) > before);
    return { result };
  }
});
