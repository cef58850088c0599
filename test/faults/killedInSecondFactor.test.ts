import { expect, test } from "vitest";
import { FlowTokens } from "../../src/services/assurance/index.js";
import { newTotpSecret, RecoveryCodeHashes, TotpSecrets, totpCode } from "../../src/services/factors/index.js";
import type { SecondFactors } from "../../src/stores/Store.js";
import { describeKills } from "../support/faults/kills/describeKills.js";
import type { Scene } from "../support/faults/kills/killEverywhere.js";
import { anAccount } from "../support/http/accounts.js";
import { openSession } from "../support/http/openSession.js";
import { TestClient, type TestResponse } from "../support/http/TestClient.js";
import { MINUTE, SECOND } from "../support/ManualClock.js";
import { aSecondFactorsRecord } from "../support/records.js";

const SLOW = { timeout: 1_200_000 };
const STEP = 30 * SECOND;

function refusalIn({ status, body }: TestResponse): string | null {
  return status < 300 ? null : [status, body.code, body.reason].filter((part) => part !== undefined).join(" ");
}

const refresh = async (api: string, refreshToken: string) =>
  refusalIn(await new TestClient(api).post("/auth/refresh-token", { refreshToken }));
const stepOf = ({ clock }: Scene) => Math.floor(clock.now() / STEP);

/** An account whose record of factors is made of a sealed secret, and the code of the secret for now. */
async function aFactorOwner(
  scene: Scene,
  make: (sealed: { active: string; pending: string }, now: number) => Partial<SecondFactors>,
) {
  const { store, clock, config } = scene;
  const now = clock.now();
  const user = await anAccount(scene, { emailVerifiedAt: now, factorsSince: now });
  const secret = newTotpSecret();
  const secrets = new TotpSecrets(config.refreshTokenSecrets);
  const sealed = { active: secrets.seal(secret, user._id), pending: secrets.sealPending(secret, user) };
  await store.secondFactors.create(aSecondFactorsRecord({ _id: user._id, version: 0, ...make(sealed, now) }));
  return { user, code: totpCode(secret, stepOf(scene)), step: stepOf(scene) };
}

function confirm(api: string, accessToken: string, code: string): Promise<TestResponse> {
  return new TestClient(api).post("/users/totp/confirm", { code }, { bearer: accessToken });
}

describeKills("a server killed at every step of turning an authenticator app on", (kill) => {
  test(
    "leaves it on with its recovery codes, or off and waiting; no session walks past one that is on",
    SLOW,
    async () => {
      const { places } = await kill({
        prepare: async (scene) => {
          const owner = await aFactorOwner(scene, ({ pending }, now) => ({
            totp: null,
            pending: { sealedSecret: pending, expiresAt: now + 30 * MINUTE },
            recoveryCodes: [],
            madeAt: null,
          }));
          // Sessions of before, by the password alone.
          const before = { ...owner.user, factorsSince: null };
          const open = () => openSession(scene, before, { browser: false, rememberMe: true });
          return { ...owner, session: await open(), other: await open() };
        },
        send: ({ session, code }, api) => confirm(api, session.accessToken, code),
        check: async ({ user, other, step }, answer, { api, store }) => {
          const factors = await store.secondFactors.get(user._id);
          const isOn = factors?.totp !== null;
          if (answer !== null) {
            expect(refusalIn(answer)).toBeNull();
            expect(isOn).toBe(true);
            const { accessToken, recoveryCodes } = answer.body.data;
            expect(refusalIn(await new TestClient(api).get("/users/profile", { bearer: accessToken }))).toBeNull();
            expect(recoveryCodes).toHaveLength(10);
          }
          if (!isOn) {
            expect(factors).toMatchObject({ pending: expect.any(Object), recoveryCodes: [], madeAt: null });
            expect(await refresh(api, other.refreshToken)).toBeNull();
            return;
          }
          expect(factors).toMatchObject({ totp: { lastStep: step }, pending: null });
          expect(factors?.recoveryCodes).toHaveLength(10);
          expect(["401 SECOND_FACTOR_REQUIRED", "401 SESSION_REVOKED factor-change"]).toContain(
            await refresh(api, other.refreshToken),
          );
        },
      });
      expect(places).toContain("after secondFactors.compareAndSet");
    },
  );
});

describeKills("a server killed at every step of a sign-in with a code", (kill) => {
  test("has spent the code before there is a session, so the code never opens another one", SLOW, async () => {
    const { places } = await kill({
      prepare: async (scene) => {
        const owner = await aFactorOwner(scene, ({ active }, now) => ({
          totp: { sealedSecret: active, confirmedAt: now, lastStep: 0 },
          pending: null,
          recoveryCodes: new RecoveryCodeHashes(scene.config.refreshTokenSecrets).make("somebody").stored,
          madeAt: now,
        }));
        const { clock, config } = scene;
        const methods = [{ method: "password", at: clock.now(), userVerified: false }];
        const payload = { methods, rememberMe: true };
        const expiresAt = clock.now() + 10 * MINUTE;
        const flows = new FlowTokens({ secrets: config.refreshTokenSecrets, clock });
        return { ...owner, flow: flows.seal({ purpose: "sign-in", user: owner.user, payload, expiresAt }) };
      },
      send: ({ flow, code }, api) => new TestClient(api).post("/auth/second-factor", { flow, code }),
      check: async ({ user, step }, answer, { api, store, clock }) => {
        const factors = await store.secondFactors.get(user._id);
        const query = { userId: user._id, epoch: 0, now: clock.now(), limit: 10 };
        const sessions = await store.sessions.listByUser(query);
        expect([0, step]).toContain(factors?.totp?.lastStep);
        expect(sessions.length).toBeLessThanOrEqual(factors?.totp?.lastStep === step ? 1 : 0);
        if (answer === null) return;
        expect(refusalIn(answer)).toBeNull();
        expect(sessions).toHaveLength(1);
        expect(await refresh(api, answer.body.data.refreshToken)).toBeNull();
      },
    });
    expect(places).toContain("after secondFactors.compareAndSet");
  });
});
