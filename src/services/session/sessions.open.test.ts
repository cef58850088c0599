import { beforeAll, beforeEach, expect, test } from "vitest";
import { createMemoryStore } from "../../../test/support/memoryStore/index.js";
import { aUser } from "../../../test/support/records.js";
import {
  A_BROWSER,
  A_CLIENT,
  ABSOLUTE,
  createSessionServices,
  IDLE,
  KEYRING,
  read,
} from "../../../test/support/services/sessionServices.js";
import { StoreProbe } from "../../../test/support/store/StoreProbe.js";
import { passwordVerified } from "../assurance/index.js";
import { decodeRefreshToken, hashSecret } from "../token/index.js";

const PROVED = passwordVerified(0);

const probe = new StoreProbe(createMemoryStore());
const services = createSessionServices(probe.store);
const now = services.clock.now();
const user = aUser({ epoch: 4 });

beforeAll(() => probe.store.open());
beforeEach(() => {
  probe.reset();
  services.onOpened.mockClear();
});

test("writes one record: the first generation, unconfirmed, in the user's epoch, and only the hash of the secret", async () => {
  const tokens = await services.sessions.open(user, { rememberMe: false, client: A_BROWSER, evidence: PROVED });
  expect(probe.calls).toEqual(["sessions.create"]);
  const token = decodeRefreshToken(KEYRING, tokens.refreshToken);
  expect(token?.generation).toBe(0);
  expect(tokens).toMatchObject({ refreshTokenIsNew: true, rememberMe: false });
  expect(await probe.store.sessions.get(token?.sessionId ?? "")).toEqual({
    _id: token?.sessionId,
    userId: user._id,
    epoch: 4,
    version: 0,
    generation: 0,
    firstGeneration: 0,
    keyId: KEYRING.current.id,
    tokenHash: hashSecret(token?.secret ?? Buffer.alloc(0)),
    rotatedAt: now,
    confirmedAt: null,
    previous: [],
    lateCount: 0,
    lateSince: now,
    openedBy: "browser",
    methods: PROVED.methods,
    createdAt: now,
    lastSeenAt: now,
    idleExpiresAt: now + IDLE,
    expiresAt: now + ABSOLUTE,
    revokedAt: null,
    revokeReason: null,
    rememberMe: false,
    userAgent: "a browser",
    ip: "192.0.2.1",
  });
});

test("a client that is no browser opens a session that is strict forever", async () => {
  const tokens = await services.sessions.open(user, { rememberMe: true, client: A_CLIENT, evidence: PROVED });
  const { sessionId } = read(tokens.refreshToken);
  expect(await probe.store.sessions.get(sessionId)).toMatchObject({ openedBy: "client", rememberMe: true });
});

test("two sign-ins of one moment share nothing", async () => {
  const open = () => services.sessions.open(user, { rememberMe: true, client: A_CLIENT, evidence: PROVED });
  const [one, two] = [await open(), await open()];
  expect(read(one.refreshToken).sessionId).not.toBe(read(two.refreshToken).sessionId);
  expect(one.accessToken).not.toBe(two.accessToken);
});

test("an idle life that is longer than the absolute one is cut to it", async () => {
  const { sessions } = createSessionServices(probe.store, { absolute: IDLE / 2 });
  const tokens = await sessions.open(user, { rememberMe: true, client: A_CLIENT, evidence: PROVED });
  expect(tokens.refreshTokenExpiresAt).toBe(now + IDLE / 2);
});

test("a disabled account opens nothing", async () => {
  const opening = services.sessions.open(
    { ...user, disabledAt: 1 },
    { rememberMe: true, client: A_CLIENT, evidence: PROVED },
  );
  await expect(opening).rejects.toMatchObject({ code: "ACCOUNT_DISABLED" });
  expect(probe.calls).toEqual([]);
  expect(services.onOpened).not.toHaveBeenCalled();
});

test("each session is reported once, after it is stored", async () => {
  services.onOpened.mockImplementationOnce(() => expect(probe.calls).toEqual(["sessions.create"]));
  await services.sessions.open(user, { rememberMe: true, client: A_CLIENT, evidence: PROVED });
  expect(services.onOpened).toHaveBeenCalledTimes(1);
});
