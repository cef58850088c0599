import { pino } from "pino";
import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../../../test/support/ManualClock.js";
import { createMemoryStore } from "../../../test/support/memoryStore/index.js";
import { StoreProbe } from "../../../test/support/store/StoreProbe.js";
import { StoreUnavailableError } from "../../stores/StoreUnavailableError.js";
import { DAY, MINUTE, SECOND } from "../../utils/duration.js";
import { KeyEncryption, SigningKeys } from "./index.js";
import { newKeyPair } from "./KeySet.js";

const FIRST = "the first secret 0123456789 abcdefghi";
const SECOND_SECRET = "the second secret 0123456789 abcdefgh";
const ROTATION = 90 * DAY;
const TOKEN_LIFE = 15 * MINUTE;

let clock: ManualClock;
let probe: StoreProbe;
let log: { kid?: string; msg: string; level: number }[];

beforeEach(async () => {
  clock = new ManualClock(1_800_000_000_000);
  const store = createMemoryStore();
  await store.open();
  probe = new StoreProbe(store);
  log = [];
});

/** The keys as one server holds them. */
function aServer({ secrets = [FIRST], rotation = ROTATION as number | null } = {}) {
  return new SigningKeys({
    store: probe.store.signingKeys,
    clock,
    encryption: new KeyEncryption(secrets),
    policy: { rotation, tokenLife: TOKEN_LIFE },
    logger: pino({ level: "info" }, { write: (line: string) => void log.push(JSON.parse(line)) }),
  });
}

async function aRunningServer(options: Parameters<typeof aServer>[0] = {}) {
  const server = aServer(options);
  await server.maintain();
  return server;
}

type Server = ReturnType<typeof aServer>;

const signerOf = (server: Server) => server.signer(clock.now()).kid ?? "";
const published = (server: Server) => JSON.parse(server.jwks().body).keys.map(({ kid }: { kid: string }) => kid);
const states = async (server: Server) => (await server.listKeys()).map(({ state }) => state);
const stored = () => probe.store.signingKeys.list();

describe("the first key", () => {
  test("signs at once and is published", async () => {
    const server = await aRunningServer();
    expect(await states(server)).toEqual(["signing"]);
    expect(published(server)).toEqual([signerOf(server)]);
    expect(log).toMatchObject([{ kid: signerOf(server), msg: "A signing key was made." }]);
  });

  test("is one, however many servers start at once, and all agree on it", async () => {
    const servers = Array.from({ length: 20 }, () => aServer());
    await Promise.all(servers.map((server) => server.maintain()));
    expect(await stored()).toHaveLength(1);
    expect(new Set(servers.map(signerOf)).size).toBe(1);
  });

  test("before it was read nothing is signed, and that is an outage", () => {
    expect(() => aServer().signer(clock.now())).toThrow(StoreUnavailableError);
  });
});

describe("the schedule", () => {
  test("publishes the next key a day before it signs, and the old one until its last token has expired", async () => {
    const server = await aRunningServer();
    const first = signerOf(server);
    clock.advance(ROTATION - DAY - 1);
    await server.maintain();
    expect(published(server)).toEqual([first]);

    clock.advance(1);
    await server.maintain();
    const [, next] = published(server);
    expect(published(server)).toEqual([first, next]);
    clock.advance(DAY - 1);
    expect(signerOf(server)).toBe(first);

    clock.advance(1);
    expect(signerOf(server)).toBe(next);
    clock.advance(TOKEN_LIFE + 60 * MINUTE - 1);
    await server.maintain();
    expect(published(server)).toEqual([first, next]);

    clock.advance(1);
    await server.maintain();
    expect(published(server)).toEqual([next]);
    expect(await stored()).toHaveLength(1);
    expect(server.verifiers(first)).toEqual([]);
  });

  test("makes one key and deletes once, with many servers at once", async () => {
    const servers = await Promise.all(Array.from({ length: 10 }, () => aRunningServer()));
    const maintain = () => Promise.all(servers.map((server) => server.maintain()));
    clock.advance(ROTATION - DAY);
    await maintain();
    expect(await stored()).toHaveLength(2);
    clock.advance(2 * DAY);
    await maintain();
    expect(await stored()).toHaveLength(1);
    expect(new Set(servers.map(signerOf)).size).toBe(1);
    expect(log.filter(({ msg }) => msg.startsWith("A signing key was deleted"))).toHaveLength(1);
  });

  test("off makes no next key, and an operator's rotation still cleans up", async () => {
    const server = await aRunningServer({ rotation: null });
    clock.advance(10 * ROTATION);
    await server.maintain();
    expect(await stored()).toHaveLength(1);
    await server.rotateKeys();
    clock.advance(DAY);
    await server.maintain();
    expect(await states(server)).toEqual(["signing"]);
  });

  test("a quiet run writes nothing", async () => {
    const server = await aRunningServer();
    probe.reset();
    await server.maintain();
    expect(probe.writes).toEqual([]);
  });
});

describe("an operator", () => {
  test("makes the next key ahead of the schedule; when one waits, none is made", async () => {
    const server = await aRunningServer();
    const first = signerOf(server);
    expect(await server.generateKey()).toMatchObject({
      created: true,
      keys: [
        { kid: first, state: "signing", isReadable: true, retiresAt: clock.now() + DAY },
        { state: "next", isReadable: true, signsFrom: clock.now() + DAY, retiresAt: null },
      ],
    });
    expect(published(server)).toHaveLength(2);
    expect(await server.generateKey()).toMatchObject({ created: false });
    expect(await stored()).toHaveLength(2);
    expect(signerOf(server)).toBe(first);
  });

  test("rotates now: the key that waits signs, and tokens of the one before stay valid", async () => {
    const server = await aRunningServer();
    const first = signerOf(server);
    const { keys } = await server.generateKey();
    clock.advance(SECOND);
    await server.rotateKeys();
    expect(signerOf(server)).toBe(keys[1]?.kid);
    expect(await states(server)).toEqual(["retired", "signing"]);
    expect(server.verifiers(first)).toHaveLength(1);
  });

  test("rotates now without a key that waits: one is made and signs", async () => {
    const server = await aRunningServer();
    const first = signerOf(server);
    clock.advance(SECOND);
    expect(await server.rotateKeys()).toMatchObject([{ kid: first, state: "retired" }, { state: "signing" }]);
    expect(signerOf(server)).not.toBe(first);
  });

  test("revokes: older keys are gone at once, and their tokens are refused", async () => {
    const server = await aRunningServer();
    const first = signerOf(server);
    await server.rotateKeys();
    await server.generateKey();
    const left = await server.rotateKeys({ revokeOlder: true });
    expect(left.map(({ state }) => state)).toEqual(["signing"]);
    expect(published(server)).toEqual([signerOf(server)]);
    expect(server.verifiers(first)).toEqual([]);
    expect(log.filter(({ msg }) => msg.startsWith("A signing key was revoked"))).toHaveLength(2);
  });

  test.each([[false], [true]])("many rotations at once are one (a key waits: %s)", async (waits) => {
    const servers = await Promise.all(Array.from({ length: 5 }, () => aRunningServer()));
    if (waits) await servers[0]?.generateKey();
    clock.advance(SECOND);
    await Promise.all(servers.map((server) => server.rotateKeys()));
    expect(await stored()).toHaveLength(2);
    for (const server of servers) await server.maintain();
    expect(new Set(servers.map(signerOf)).size).toBe(1);
  });

  test("many rotations at once on an empty store make one key", async () => {
    await Promise.all(Array.from({ length: 5 }, () => aServer().rotateKeys()));
    expect(await stored()).toHaveLength(1);
  });

  test("many orders for the next key at once make one, and one caller learns that it did", async () => {
    const servers = await Promise.all(Array.from({ length: 5 }, () => aRunningServer()));
    const results = await Promise.all(servers.map((server) => server.generateKey()));
    expect(results.filter(({ created }) => created)).toHaveLength(1);
    expect(await stored()).toHaveLength(2);
  });
});

describe("a key that another server has made", () => {
  test("is read when a token names it, without a restart", async () => {
    const [here, there] = [await aRunningServer(), await aRunningServer()];
    await there.rotateKeys();
    const kid = signerOf(there);
    expect(here.verifiers(kid)).toEqual([]);
    await here.reload();
    expect(here.verifiers(kid)).toHaveLength(1);
    expect(signerOf(here)).toBe(kid);
  });

  test("is read by the clock too", async () => {
    const [here, there] = [await aRunningServer(), await aRunningServer()];
    await there.rotateKeys();
    await here.maintain();
    expect(signerOf(here)).toBe(signerOf(there));
  });

  test("tokens of keys that do not exist cost one read in ten seconds, however many there are", async () => {
    const server = await aRunningServer();
    probe.reset();
    for (let i = 0; i < 100; i += 1) await server.reload();
    await Promise.all(Array.from({ length: 100 }, () => server.reload()));
    expect(probe.calls).toEqual(["signingKeys.list"]);
    clock.advance(10 * SECOND);
    await Promise.all(Array.from({ length: 100 }, () => server.reload()));
    expect(probe.calls).toHaveLength(2);
  });

  test("a read that failed is no answer: it rejects, and the next token asks again", async () => {
    const server = await aRunningServer();
    probe.breakWith(new StoreUnavailableError("down"));
    await expect(server.reload()).rejects.toBeInstanceOf(StoreUnavailableError);
    await expect(server.reload()).rejects.toBeInstanceOf(StoreUnavailableError);
    probe.heal();
    const first = signerOf(server);
    await server.reload();
    expect(signerOf(server)).toBe(first);
  });
});

describe("a list of secrets", () => {
  test("rotates: the key is reencrypted, so that the old secret can be removed", async () => {
    const kid = signerOf(await aRunningServer());
    expect(signerOf(await aRunningServer({ secrets: [SECOND_SECRET, FIRST] }))).toBe(kid);
    expect(signerOf(await aRunningServer({ secrets: [SECOND_SECRET] }))).toBe(kid);
    expect(await stored()).toHaveLength(1);
  });

  test("a server that runs with the old list keeps what it has opened", async () => {
    const old = await aRunningServer();
    const kid = signerOf(old);
    await aRunningServer({ secrets: [SECOND_SECRET, FIRST] });
    await old.maintain();
    expect(signerOf(old)).toBe(kid);
    expect(old.verifiers(kid)).toHaveLength(1);
  });

  test("with another secret altogether the key is not used, which is logged once, and a new one signs", async () => {
    const lost = signerOf(await aRunningServer());
    log.length = 0;
    const server = await aRunningServer({ secrets: [SECOND_SECRET] });
    await server.maintain();
    expect(signerOf(server)).not.toBe(lost);
    expect(published(server)).toEqual([signerOf(server)]);
    expect(await server.listKeys()).toMatchObject([
      { kid: lost, isReadable: false, state: "retired" },
      { isReadable: true, state: "signing" },
    ]);
    expect(log.filter(({ level, kid }) => level === 50 && kid === lost)).toHaveLength(1);
  });

  test("servers that disagree about the secret make no key each minute", async () => {
    const [one, other] = [await aRunningServer(), await aRunningServer({ secrets: [SECOND_SECRET] })];
    for (let minute = 0; minute < 60; minute += 1) {
      clock.advance(MINUTE);
      await one.maintain();
      await other.maintain();
    }
    expect((await stored()).length).toBeLessThanOrEqual(3);
  });
});

test("who can write into the database, but has no secret, cannot add a key", async () => {
  const attacker = new KeyEncryption(["a secret of the attacker 0123456789 abc"]);
  const server = await aRunningServer();
  const own = await probe.store.signingKeys.list();
  const { kid, privateKey } = newKeyPair();
  const sealedKey = attacker.encrypt(privateKey, kid);
  await probe.store.signingKeys.create({ ...aStoredKey(own), _id: kid, sequence: 2, sealedKey });
  await server.maintain();
  expect(published(server)).not.toContain(kid);
  expect(server.verifiers(kid)).toEqual([]);
  // Nor can they pass a genuine key off under another name.
  await probe.store.signingKeys.create({ ...aStoredKey(own), _id: "x".repeat(43), sequence: 3 });
  await server.maintain();
  expect(server.verifiers("x".repeat(43))).toEqual([]);
});

function aStoredKey<T>([key]: readonly T[]): T {
  if (key === undefined) throw new Error("There is a key.");
  return key;
}
