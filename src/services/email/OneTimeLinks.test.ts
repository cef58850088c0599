import { createHash } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock, MINUTE } from "../../../test/support/ManualClock.js";
import { createMemoryStore } from "../../../test/support/memoryStore/index.js";
import { aOneTimeToken, NOW } from "../../../test/support/records.js";
import { StoreProbe } from "../../../test/support/store/StoreProbe.js";
import { OneTimeLinks } from "./index.js";

const ADA = "0192f0c0-0000-7000-8000-000000000001";
const LINK = {
  purpose: "reset-password",
  userId: ADA,
  payload: { email: "ada@example.com", passwordChangedAt: NOW },
} as const;
const CLAIM = { userId: LINK.userId, payload: LINK.payload };

let probe: StoreProbe;
let clock: ManualClock;
let links: OneTimeLinks;

beforeEach(async () => {
  const store = createMemoryStore();
  await store.open();
  [probe, clock] = [new StoreProbe(store), new ManualClock(NOW)];
  links = new OneTimeLinks({ tokens: probe.store.oneTimeTokens, clock });
});

test("a token is 32 random bytes, and the store holds its SHA-256 alone", async () => {
  const tokens = [await links.issue(LINK), await links.issue({ ...LINK, purpose: "verify-email" })];
  expect(new Set(tokens).size).toBe(2);
  for (const token of tokens) expect(Buffer.from(token, "base64url")).toHaveLength(32);

  const stored = await probe.store.oneTimeTokens.listByUser(ADA);
  const hashes = tokens.map((token) => createHash("sha256").update(token).digest("base64url"));
  expect(stored.map(({ hash }) => hash).sort()).toEqual(hashes.sort());
  for (const token of tokens) expect(JSON.stringify(stored)).not.toContain(token);
});

test("a link works for 60 minutes and not a millisecond longer", async () => {
  const token = await links.issue(LINK);
  clock.advance(60 * MINUTE - 1);
  expect(await links.find("reset-password", token)).toEqual(CLAIM);
  clock.advance(1);
  expect(await links.find("reset-password", token)).toBeNull();
  expect(await links.take("reset-password", token)).toBeNull();
});

test("a link works once, also for two who come at the same moment", async () => {
  const token = await links.issue(LINK);
  expect(await links.find("reset-password", token)).toEqual(CLAIM);
  const taken = await Promise.all([links.take("reset-password", token), links.take("reset-password", token)]);
  expect(taken.filter((claim) => claim !== null)).toEqual([CLAIM]);
});

test("a newer link ends the older one of its purpose, and no other", async () => {
  const [older, other] = [await links.issue(LINK), await links.issue({ ...LINK, purpose: "verify-email" })];
  const newer = await links.issue(LINK);
  expect(await links.find("reset-password", older)).toBeNull();
  expect(await links.find("reset-password", newer)).toEqual(CLAIM);
  expect(await links.find("verify-email", other)).toEqual(CLAIM);
});

test("a link of one purpose is nothing for another, and stays what it is", async () => {
  const token = await links.issue(LINK);
  expect(await links.take("verify-email", token)).toBeNull();
  expect(await links.take("change-email", token)).toBeNull();
  expect(await links.take("reset-password", token)).toEqual(CLAIM);
});

test.each([
  "",
  "A".repeat(42),
  "A".repeat(44),
  `${"A".repeat(42)}=`,
  `${"A".repeat(42)} `,
  `${"A".repeat(43)}\n`,
  "Ａ".repeat(43),
])("a text that no token can be is refused without a read: %j", async (token) => {
  expect(await links.find("reset-password", token)).toBeNull();
  expect(await links.take("reset-password", token)).toBeNull();
  expect(probe.calls).toEqual([]);
});

test.each<[string, object]>([
  ["of the release before", {}],
  ["of nobody's epoch", { factorsSince: NOW, epoch: "3" }],
  ["of an account without factors", { factorsSince: null, epoch: 3 }],
  ["of an account with factors", { factorsSince: NOW, epoch: 3 }],
])("a link %s names the state of the factors that it can be judged by", async (_what, state) => {
  const token = "A".repeat(43);
  const hash = createHash("sha256").update(token).digest("base64url");
  const payload = JSON.stringify({ ...LINK.payload, ...state });
  await probe.store.oneTimeTokens.put(aOneTimeToken({ hash, userId: ADA, purpose: "change-email", payload }));
  const known = "epoch" in state && state.epoch === 3 ? state : {};
  expect(await links.find("change-email", token)).toEqual({ ...CLAIM, payload: { ...LINK.payload, ...known } });
});

describe("a record that cannot be judged", () => {
  test.each([
    null,
    "",
    "{",
    "null",
    "[]",
    '"text"',
    "{}",
    '{"email":7}',
    '{"email":null}',
    '{"email":"a@example.com","passwordChangedAt":"yesterday"}',
    '{"email":"a@example.com","passwordChangedAt":null}',
  ])("is no valid link: %j", async (payload) => {
    const token = "A".repeat(43);
    const hash = createHash("sha256").update(token).digest("base64url");
    await probe.store.oneTimeTokens.put(aOneTimeToken({ hash, purpose: "verify-email", payload }));
    expect(await links.find("verify-email", token)).toBeNull();
  });
});
