import { beforeEach, describe, expect, test } from "vitest";
import {
  A_BROWSER,
  aSignedInSession,
  changeSession,
  IDLE,
  KEYRING,
  read,
  type SessionServices,
} from "../../../test/support/services/sessionServices.js";
import type { StoreProbe } from "../../../test/support/store/StoreProbe.js";
import type { Session, Store, User } from "../../stores/Store.js";
import { newId } from "../../utils/ids.js";
import { passwordMethod } from "../assurance/index.js";
import type { IssuedTokens } from "./index.js";

const PROVED = passwordMethod(1);

let store: Store;
let probe: StoreProbe;
let services: SessionServices;
let user: User;
let before: IssuedTokens;

beforeEach(async () => {
  ({ store, probe, services, user, tokens: before } = await aSignedInSession(A_BROWSER));
});

const sessionId = () => read(before.refreshToken).sessionId;
const record = () => store.sessions.get(sessionId());
const change = (changes: Partial<Session>) => changeSession(store, before, changes);
const spend = (token: string) =>
  services.sessionRefresh.refresh({ token, cameFromCookie: true, idempotencyKey: null, client: A_BROWSER });
const signOut = (token: string) =>
  services.sessionRevocation.logout([{ kind: "refresh", token, cameFromCookie: true }], {
    client: A_BROWSER,
    idempotencyKey: null,
  });

/** The user in the next epoch, as a password change leaves it. */
async function nextEpoch(): Promise<User> {
  const current = (await store.users.byId(user._id)) ?? user;
  const end = { epoch: current.epoch, cause: "password-change" as const, at: services.clock.now() };
  const epochEnds = [...current.epochEnds, end];
  const next = { ...current, epoch: current.epoch + 1, epochEnds, version: current.version + 1 };
  await store.users.compareAndSet(next, current.version);
  return next;
}

function interfere(act: () => Promise<unknown>): void {
  let done = false;
  probe.before(async (verb) => {
    if (done || verb !== "sessions.compareAndSet") return;
    done = true;
    await act();
  });
}

test("the session goes on in the new epoch with a new generation, and remembers no older token", async () => {
  await change({ keyId: "of an older secret", confirmedAt: services.clock.now() });
  const old = await record();
  services.clock.advance(1000);
  const now = services.clock.now();
  const after = await services.sessions.renew(await nextEpoch(), sessionId(), PROVED);
  expect(await record()).toEqual({
    ...old,
    epoch: 1,
    version: 2,
    generation: 1,
    firstGeneration: 1,
    keyId: KEYRING.current.id,
    confirmedAt: null,
    tokenHash: expect.not.stringContaining(old?.tokenHash ?? ""),
    rotatedAt: now,
    methods: [PROVED],
    lastSeenAt: now,
    idleExpiresAt: now + IDLE,
  });
  expect(after.refreshTokenIsNew).toBe(true);
  services.clock.advance(IDLE / 2);
  await expect(services.sessions.authenticate(after.accessToken)).rejects.toMatchObject({
    code: "ACCESS_TOKEN_EXPIRED",
  });
  await expect(spend(after.refreshToken)).resolves.toBeDefined();
});

test("the older tokens are refused, and presenting one harms nobody", async () => {
  const spent = before;
  before = await spend(spent.refreshToken);
  expect((await record())?.previous).toHaveLength(1);
  const after = await services.sessions.renew(await nextEpoch(), sessionId(), PROVED);
  for (const { refreshToken, accessToken } of [spent, before]) {
    await expect(spend(refreshToken)).rejects.toMatchObject({ code: "SESSION_REVOKED" });
    await expect(services.sessions.authenticate(accessToken)).rejects.toMatchObject({ code: "ACCESS_TOKEN_EXPIRED" });
  }
  expect((await record())?.previous).toEqual([]);
  expect(await services.sessions.authenticate(after.accessToken)).toMatchObject({ generation: 2 });
});

describe("nothing lives again", () => {
  test("a session that was ended stays ended", async () => {
    await signOut(before.refreshToken);
    const ended = await record();
    await expect(services.sessions.renew(await nextEpoch(), sessionId(), PROVED)).rejects.toMatchObject({
      code: "SESSION_REVOKED",
    });
    expect(await record()).toEqual(ended);
  });

  test("a session whose idle life ended meanwhile stays ended", async () => {
    const next = await nextEpoch();
    services.clock.advance(IDLE);
    await expect(services.sessions.renew(next, sessionId(), PROVED)).rejects.toMatchObject({ code: "SESSION_EXPIRED" });
    expect(await record()).toMatchObject({ generation: 0, epoch: 0 });
  });

  test("a session of an epoch before the last stays ended", async () => {
    await nextEpoch();
    const refusal = { code: "SESSION_REVOKED", reason: "password-change" };
    await expect(services.sessions.renew(await nextEpoch(), sessionId(), PROVED)).rejects.toMatchObject(refusal);
    expect(await record()).toMatchObject({ epoch: 0, generation: 0 });
  });

  test("a session of the same epoch was carried over already", async () => {
    const refusal = { code: "SESSION_REVOKED", reason: "unknown" };
    await expect(services.sessions.renew(user, sessionId(), PROVED)).rejects.toMatchObject(refusal);
  });

  test("a session that is gone is not created again", async () => {
    const other = newId(1);
    const refusal = { code: "SESSION_REVOKED", reason: "unknown" };
    await expect(services.sessions.renew(await nextEpoch(), other, PROVED)).rejects.toMatchObject(refusal);
    expect(await store.sessions.get(other)).toBeNull();
  });

  test("a logout between the read and the write stands", async () => {
    const changed = await nextEpoch();
    interfere(() => signOut(before.refreshToken));
    await expect(services.sessions.renew(changed, sessionId(), PROVED)).rejects.toMatchObject({
      code: "SESSION_REVOKED",
    });
    expect(await record()).toMatchObject({ generation: 0, revokeReason: "logout" });
  });

  test("of two renewals at once one wins", async () => {
    const changed = await nextEpoch();
    const results = await Promise.allSettled([1, 2].map(() => services.sessions.renew(changed, sessionId(), PROVED)));
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await record()).toMatchObject({ generation: 1, version: 1 });
  });

  test("tokens of a renewal that a second epoch overtook are dead", async () => {
    const changed = await nextEpoch();
    await nextEpoch();
    const after = await services.sessions.renew(changed, sessionId(), PROVED);
    await expect(services.sessions.authenticate(after.accessToken)).rejects.toMatchObject({ code: "SESSION_REVOKED" });
    await expect(spend(after.refreshToken)).rejects.toMatchObject({ code: "SESSION_REVOKED" });
  });
});

test("a write in between is renewed on top, not written over", async () => {
  const session = await record();
  const changed = await nextEpoch();
  interfere(async () => {
    if (session !== null) await store.sessions.compareAndSet({ ...session, version: 1, generation: 5 }, 0);
  });
  await services.sessions.renew(changed, sessionId(), PROVED);
  expect(await record()).toMatchObject({ version: 2, generation: 6, firstGeneration: 6 });
});
