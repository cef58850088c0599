import { expect, test } from "vitest";
import { createMemoryStore } from "../../../test/support/memoryStore/index.js";
import { aSession, aUser, DAY, NOW } from "../../../test/support/records.js";
import {
  ACCESS_LIFE,
  ACCESS_TOKENS,
  createSessionServices,
  KEYRING,
} from "../../../test/support/services/sessionServices.js";
import type { Session, User } from "../../stores/Store.js";
import { passwordVerified } from "../assurance/index.js";
import { decodeRefreshToken } from "../token/index.js";
import { randomToken } from "./sessions.js";
import { TokenIssuer } from "./tokenIssuer.js";

const { tokenIssuer, gate } = createSessionServices(createMemoryStore());
const owner = aUser();
const admission = await tokenIssuer.admit(owner, passwordVerified(NOW));

function issue(session: Partial<Session> = {}, user: Partial<User> = {}, tokenIsNew = true) {
  const record = aSession({ userId: owner._id, generation: 3, ...session });
  const token = randomToken(KEYRING, record._id, record.generation);
  return {
    record,
    token,
    issued: () =>
      tokenIssuer.issue({ admission, user: { ...owner, ...user }, session: record, token, tokenIsNew }, NOW),
  };
}

test("issues a pair of tokens of the session's current generation", () => {
  const { record, token, issued } = issue();
  const tokens = issued();
  expect(decodeRefreshToken(KEYRING, tokens.refreshToken)).toEqual(token);
  expect(ACCESS_TOKENS.verify(tokens.accessToken, NOW)).toEqual({
    kind: "valid",
    claims: { userId: owner._id, sessionId: record._id, generation: 3, expiresAt: NOW + ACCESS_LIFE },
  });
  expect(tokens).toMatchObject({ user: owner, refreshTokenIsNew: true, rememberMe: true });
});

test("a refresh token that the client holds already is marked as such", () => {
  expect(issue({}, {}, false).issued().refreshTokenIsNew).toBe(false);
});

test("the refresh token ends with the idle or the absolute life, whichever is first", () => {
  const ends = (session: Partial<Session>) => issue(session).issued().refreshTokenExpiresAt;
  expect(ends({ idleExpiresAt: NOW + DAY, expiresAt: NOW + 2 * DAY })).toBe(NOW + DAY);
  expect(ends({ idleExpiresAt: NOW + 2 * DAY, expiresAt: NOW + DAY })).toBe(NOW + DAY);
});

test.each<[string, Partial<Session>, Partial<User>, string]>([
  ["a disabled user", {}, { disabledAt: 1 }, "ACCOUNT_DISABLED"],
  ["a session that was revoked", { revokedAt: 1, revokeReason: "logout" }, {}, "SESSION_REVOKED"],
  ["a session of another epoch", { epoch: 1 }, {}, "SESSION_REVOKED"],
  ["a session at its idle end", { idleExpiresAt: NOW }, {}, "SESSION_EXPIRED"],
  ["a session at its absolute end", { expiresAt: NOW }, {}, "SESSION_EXPIRED"],
])("nothing is issued for %s", (_name, session, user, code) => {
  expect(issue(session, user).issued).toThrow(expect.objectContaining({ code }));
});

test("lets everybody sign in but the disabled", () => {
  expect(() => tokenIssuer.assertMayAuthenticate(owner)).not.toThrow();
  expect(() => tokenIssuer.assertMayAuthenticate({ ...owner, disabledAt: NOW + 1 })).toThrow(
    expect.objectContaining({ code: "ACCOUNT_DISABLED" }),
  );
});

test("returns the session and when each token expires", () => {
  const { record, issued } = issue();
  expect(issued()).toMatchObject({
    sessionId: record._id,
    accessTokenExpiresAt: NOW + ACCESS_LIFE,
    refreshTokenExpiresAt: record.idleExpiresAt,
  });
});

test("where addresses have to be verified, nothing is issued before that", () => {
  const strict = new TokenIssuer({
    gate,
    accessTokens: ACCESS_TOKENS,
    keyring: KEYRING,
    accessTokenExpiry: ACCESS_LIFE,
    requireVerifiedEmail: true,
  });
  const { record, token } = issue();
  const grant = { admission, session: record, token, tokenIsNew: true };
  const refusal = expect.objectContaining({ code: "EMAIL_NOT_VERIFIED" });
  expect(() => strict.assertMayAuthenticate(owner)).toThrow(refusal);
  expect(() => strict.issue({ ...grant, user: owner }, NOW)).toThrow(refusal);
  expect(() => strict.issue({ ...grant, user: { ...owner, emailVerifiedAt: NOW } }, NOW)).not.toThrow();
});

test("what the app says about the user is in the access token, and what throws does so before a session is opened", () => {
  const issuerWith = (extraClaims: () => { plan: string }) =>
    new TokenIssuer({
      gate,
      accessTokens: ACCESS_TOKENS,
      keyring: KEYRING,
      accessTokenExpiry: ACCESS_LIFE,
      requireVerifiedEmail: false,
      extraClaims,
    });
  const { record, token } = issue();
  const { accessToken } = issuerWith(() => ({ plan: "pro" })).issue(
    { admission, user: owner, session: record, token, tokenIsNew: true },
    NOW,
  );
  expect(ACCESS_TOKENS.verify(accessToken, NOW)).toMatchObject({ kind: "valid", claims: { ext: { plan: "pro" } } });

  const failing = issuerWith(() => {
    throw new Error("The app failed.");
  });
  expect(() => failing.assertMayAuthenticate(owner)).toThrow("The app failed.");
});

test("nothing is issued for somebody else than the gate let in", async () => {
  const { record, token } = issue();
  const other = await tokenIssuer.admit(aUser(), passwordVerified(NOW));
  const grant = { admission: other, user: owner, session: record, token, tokenIsNew: true };
  expect(() => tokenIssuer.issue(grant, NOW)).toThrow("Somebody else was let in.");
});
