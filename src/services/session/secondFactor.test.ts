import { beforeEach, describe, expect, test } from "vitest";
import { aSecondFactorsRecord, NOW } from "../../../test/support/records.js";
import {
  A_BROWSER,
  aSignedInSession,
  changeSession,
  read,
  type SessionServices,
} from "../../../test/support/services/sessionServices.js";
import type { StoreProbe } from "../../../test/support/store/StoreProbe.js";
import type { Store, User } from "../../stores/Store.js";
import { type PendingSignIn, passwordMethod, passwordVerified } from "../assurance/index.js";
import type { IssuedTokens } from "./index.js";

const PASSWORD = passwordMethod(NOW);
const CODE = { method: "totp" as const, at: NOW, userVerified: false };
const APP = { totp: true, recoveryCodesLeft: 1, passkeys: 0 };

let store: Store;
let probe: StoreProbe;
let services: SessionServices;
let user: User;
let first: IssuedTokens;

/** The account has an authenticator app, and a session of before it, as after a crash between the two writes. */
beforeEach(async () => {
  const signedIn = await aSignedInSession(A_BROWSER);
  ({ store, probe, services, tokens: first } = signedIn);
  user = { ...signedIn.user, factorsSince: NOW, version: 1 };
  await store.users.compareAndSet(user, 0);
  await store.secondFactors.create(aSecondFactorsRecord({ _id: user._id }));
  probe.reset();
});

const refresh = () =>
  services.sessionRefresh.refresh({
    token: first.refreshToken,
    cameFromCookie: true,
    idempotencyKey: null,
    client: A_BROWSER,
  });

/** What the pending sign-in of a refusal carries. */
async function pendingOf(refused: Promise<unknown>): Promise<PendingSignIn> {
  const error = await refused.then(
    () => null,
    (reason: { code: string; extras: { challenge: { flow: string; methods: readonly string[] } } }) => reason,
  );
  expect(error).toMatchObject({ code: "SECOND_FACTOR_REQUIRED" });
  const { flow, methods } = error?.extras.challenge ?? { flow: "", methods: [] };
  expect(methods).toEqual(["totp", "recovery-code"]);
  return services.flows.open<PendingSignIn>(flow, ["sign-in"]).payload;
}

describe.each([true, false])("a session that is remembered: %s", (rememberMe) => {
  beforeEach(async () => {
    await changeSession(store, first, { rememberMe });
    probe.reset();
  });

  test("is not refreshed without the second factor, says so in the challenge, and loses nothing", async () => {
    expect(await pendingOf(refresh())).toEqual({ methods: [PASSWORD], rememberMe });
    expect(probe.writes).toEqual([]);
  });

  test("is not refreshed again either", async () => {
    await store.secondFactors.delete(user._id);
    await refresh();
    await store.secondFactors.create(aSecondFactorsRecord({ _id: user._id }));
    probe.reset();
    expect(await pendingOf(refresh())).toEqual({ methods: [PASSWORD], rememberMe });
    expect(probe.writes).toEqual([]);
  });

  test("is not opened by the password alone, and no factor is read that the caller has read", async () => {
    const start = { rememberMe, client: A_BROWSER, evidence: passwordVerified(NOW), known: APP };
    expect(await pendingOf(services.sessions.open(user, start))).toEqual({ methods: [PASSWORD], rememberMe });
    expect(probe.calls).toEqual([]);
  });
});

test("a proof of another kind raises the session, and the same kind again does not", async () => {
  const { sessionId } = read(first.refreshToken);
  await expect(services.sessions.prove(user, sessionId, PASSWORD)).rejects.toMatchObject({
    code: "SECOND_FACTOR_REQUIRED",
  });
  expect(probe.writes).toEqual([]);
  const { assurance } = await services.sessions.prove(user, sessionId, CODE);
  expect(assurance).toEqual({ level: 2, methods: [PASSWORD, CODE], authenticatedAt: NOW });
  expect((await refresh()).sessionId).toBe(sessionId);
});

test("a session is renewed with what was proved, and without enough it is not", async () => {
  const { sessionId } = read(first.refreshToken);
  const end = { epoch: user.epoch, cause: "factor-change" as const, at: NOW };
  const next = { ...user, epoch: user.epoch + 1, epochEnds: [end], version: 2 };
  await store.users.compareAndSet(next, 1);
  probe.reset();
  await expect(services.sessions.renew(next, sessionId, null)).rejects.toMatchObject({
    code: "SECOND_FACTOR_REQUIRED",
  });
  expect(probe.writes).toEqual([]);
  await services.sessions.renew(next, sessionId, CODE);
  expect(await store.sessions.get(sessionId)).toMatchObject({ epoch: next.epoch, methods: [PASSWORD, CODE] });
});
