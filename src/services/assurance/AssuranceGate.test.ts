import { expect, test } from "vitest";
import { ManualClock, MINUTE } from "../../../test/support/ManualClock.js";
import { createMemoryStore } from "../../../test/support/memoryStore/index.js";
import { aPasskey, aSecondFactorsRecord, aUser, NOW } from "../../../test/support/records.js";
import { StoreProbe } from "../../../test/support/store/StoreProbe.js";
import type { User } from "../../stores/Store.js";
import { AssuranceGate } from "./AssuranceGate.js";
import type { SecondFactorPolicy } from "./decideSignIn.js";
import { EnrolledFactors } from "./EnrolledFactors.js";
import {
  evidenceOf,
  passkeyVerified,
  passwordVerified,
  pendingEvidence,
  recoveryCodeVerified,
  together,
  totpVerified,
} from "./Evidence.js";
import { FlowTokens } from "./FlowTokens.js";

const PASSWORD = passwordVerified(NOW);
const clock = new ManualClock(NOW);
const flows = new FlowTokens({ secrets: ["a secret of the configuration, long enough"], clock });

async function aGate(policy: SecondFactorPolicy = "off") {
  const store = createMemoryStore();
  await store.open();
  const probe = new StoreProbe(store);
  const enrolledFactors = new EnrolledFactors({ store: probe.store });
  return { store, probe, enrolledFactors, gate: new AssuranceGate({ clock, flows, enrolledFactors, policy }) };
}

const OWNER: User = { ...aUser(), emailVerifiedAt: NOW };

test("lets the password in where there is no factor, for that user alone, and reads nothing for it", async () => {
  const { gate, probe } = await aGate();
  expect(await gate.admit(OWNER, PASSWORD)).toEqual({ userId: OWNER._id });
  expect(probe.calls).toEqual([]);
});

test("asks for a factor with a flow that lives ten minutes and carries what was proved", async () => {
  const { gate, store, probe } = await aGate();
  await store.secondFactors.create(aSecondFactorsRecord({ _id: OWNER._id }));
  const user = { ...OWNER, factorsSince: NOW };
  const refused = await gate.admit(user, PASSWORD).catch((error: unknown) => error);
  const expiresAt = NOW + 10 * MINUTE;
  const challenge = { flow: expect.any(String), methods: ["totp", "recovery-code"], expiresAt };
  expect(refused).toMatchObject({ code: "SECOND_FACTOR_REQUIRED", extras: { challenge } });
  const { flow } = (refused as { extras: { challenge: { flow: string } } }).extras.challenge;
  const pending = flows.open<{ methods: typeof PASSWORD.methods; rememberMe: boolean }>(flow, ["sign-in"]);
  expect(pending).toMatchObject({ expiresAt, userId: user._id, payload: { rememberMe: true } });
  expect(pendingEvidence(pending)).toEqual(PASSWORD);
  const both = together(pendingEvidence(pending), totpVerified(NOW + 1));
  probe.reset();
  expect(await gate.admit(user, both)).toEqual({ userId: user._id });
  // Level 2 is enough for whatever the account has.
  expect(probe.calls).toEqual([]);
});

test("asks to set one up where the policy wants one, with a flow of another purpose", async () => {
  const { gate } = await aGate("everybody");
  const refused = await gate.admit(OWNER, PASSWORD).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: "ENROLMENT_REQUIRED",
    extras: { challenge: { methods: ["totp", "passkey"] } },
  });
  const { flow } = (refused as { extras: { challenge: { flow: string } } }).extras.challenge;
  expect(flows.open(flow, ["enrol"]).userId).toBe(OWNER._id);
});

test("whose address is not verified can set none up: that comes first, and only there", async () => {
  const { gate, store } = await aGate("everybody");
  const unverified = { ...OWNER, emailVerifiedAt: null };
  await expect(gate.admit(unverified, PASSWORD)).rejects.toMatchObject({ code: "EMAIL_NOT_VERIFIED" });
  await store.passkeys.create(aPasskey({ userId: OWNER._id }));
  const withPasskey = { ...unverified, factorsSince: NOW };
  await expect(gate.admit(withPasskey, PASSWORD)).rejects.toMatchObject({ code: "SECOND_FACTOR_REQUIRED" });
});

test("counts the factors of both records: an app, the codes that are left, passkeys", async () => {
  const { store, enrolledFactors } = await aGate();
  const owner = aUser()._id;
  expect(await enrolledFactors.of(owner)).toEqual({ totp: false, recoveryCodesLeft: 0, passkeys: 0 });
  for (const passkey of [aPasskey({ userId: owner }), aPasskey({ userId: owner })])
    await store.passkeys.create(passkey);
  expect(await enrolledFactors.of(owner)).toEqual({ totp: false, recoveryCodesLeft: 0, passkeys: 2 });
  await store.secondFactors.create(aSecondFactorsRecord({ _id: owner }));
  expect(await enrolledFactors.of(owner)).toEqual({ totp: true, recoveryCodesLeft: 1, passkeys: 2 });
  await store.secondFactors.compareAndSet(aSecondFactorsRecord({ _id: owner, version: 1, totp: null }), 0);
  expect(await enrolledFactors.of(owner)).toEqual({ totp: false, recoveryCodesLeft: 1, passkeys: 2 });
});

test("each proof says what it is, and only a passkey can have verified its user", () => {
  const of = (method: string, userVerified = false) => ({ methods: [{ method, at: NOW, userVerified }] });
  expect(passwordVerified(NOW)).toEqual(of("password"));
  expect(totpVerified(NOW)).toEqual(of("totp"));
  expect(recoveryCodeVerified(NOW)).toEqual(of("recovery-code"));
  expect(passkeyVerified(NOW, true)).toEqual(of("passkey", true));
  expect(passkeyVerified(NOW, false)).toEqual(of("passkey"));
  expect(evidenceOf({ methods: PASSWORD.methods })).toEqual(PASSWORD);
});
