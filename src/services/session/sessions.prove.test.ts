import { beforeEach, expect, test } from "vitest";
import {
  A_BROWSER,
  aSignedInSession,
  changeSession,
  IDLE,
  storedSession,
} from "../../../test/support/services/sessionServices.js";
import type { AuthenticationMethod } from "../../stores/Store.js";

let signedIn: Awaited<ReturnType<typeof aSignedInSession>>;

beforeEach(async () => {
  signedIn = await aSignedInSession(A_BROWSER);
});

const prove = (method: AuthenticationMethod["method"]) => {
  const { services, user, tokens } = signedIn;
  return services.sessions.prove(user, tokens.sessionId, { method, at: services.clock.now(), userVerified: false });
};

/** The claims of a token that its signer has just made. */
function claimsOf(accessToken: string): unknown {
  return JSON.parse(Buffer.from(accessToken.split(".")[1] ?? "", "base64url").toString());
}

test("another proof raises the level, in the record and in the token, and nothing else of the session changes", async () => {
  const { services, store, tokens } = signedIn;
  const before = await storedSession(store, tokens);
  services.clock.advance(60_000);
  const at = services.clock.now();
  const { assurance, token } = await prove("totp");
  const methods = [...before.methods, { method: "totp", at, userVerified: false }];
  expect(assurance).toEqual({ level: 2, methods, authenticatedAt: at });
  expect(await storedSession(store, tokens)).toEqual({ ...before, version: 1, methods });
  expect(claimsOf(token.accessToken)).toMatchObject({ amr: ["pwd", "otp", "mfa"], acr: "aal2", auth_time: at / 1000 });
  expect(await services.sessions.authenticate(token.accessToken)).toMatchObject({ generation: 0, assurance });
});

test("the refresh token stays good, and a refresh does not make the proof younger", async () => {
  const { services, tokens } = signedIn;
  const { assurance } = await prove("password");
  services.clock.advance(60_000);
  const input = { token: tokens.refreshToken, cameFromCookie: true, idempotencyKey: null, client: A_BROWSER };
  const refreshed = await services.sessionRefresh.refresh(input);
  expect(claimsOf(refreshed.accessToken)).toMatchObject({ auth_time: (assurance.authenticatedAt ?? 0) / 1000 });
});

test("a proof that comes while the session changes is noted all the same", async () => {
  const { probe, store, tokens } = signedIn;
  let isFirst = true;
  probe.before(async (verb) => {
    if (verb !== "sessions.compareAndSet" || !isFirst) return;
    isFirst = false;
    await changeSession(store, tokens, { lateCount: 1 });
  });
  await prove("totp");
  expect(await storedSession(store, tokens)).toMatchObject({ lateCount: 1, version: 2, methods: { length: 2 } });
});

test("a session that has ended is not proved back to life, and nothing is written to it", async () => {
  const { services, store, probe } = signedIn;
  services.clock.advance(IDLE);
  probe.reset();
  await expect(prove("totp")).rejects.toMatchObject({ code: "SESSION_EXPIRED" });
  expect(probe.writes).toEqual([]);
  await store.sessions.deleteByUser(signedIn.user._id);
  await expect(prove("totp")).rejects.toMatchObject({ code: "SESSION_REVOKED", reason: "unknown" });
});
