import { beforeEach, describe, expect, test } from "vitest";
import { DAY } from "../../../test/support/records.js";
import {
  A_BROWSER,
  A_CLIENT,
  ACCESS_LIFE,
  aSignedInSession,
  GRACE,
  read,
  type SessionServices,
} from "../../../test/support/services/sessionServices.js";
import type { StoreProbe } from "../../../test/support/store/StoreProbe.js";
import type { ClientInfo } from "../../http/clientInfo.js";
import type { Store, User } from "../../stores/Store.js";
import { newId } from "../../utils/ids.js";
import { passwordVerified } from "../assurance/index.js";
import { type IssuedTokens, terminationOf } from "./index.js";

const PROVED = passwordVerified(0);

let store: Store;
let probe: StoreProbe;
let services: SessionServices;
let user: User;
let tokens: IssuedTokens;

beforeEach(async () => {
  ({ store, probe, services, user, tokens } = await aSignedInSession(A_CLIENT));
});

const recordOf = ({ refreshToken }: IssuedTokens) => store.sessions.get(read(refreshToken).sessionId);
const access = (token: string) => ({ kind: "access" as const, token });
const refresh = (token: string) => ({ kind: "refresh" as const, token, cameFromCookie: false });
const by = (client: ClientInfo, idempotencyKey: string | null = null) => ({ client, idempotencyKey });
const spend = (token: string) =>
  services.sessionRefresh.refresh({ token, cameFromCookie: false, idempotencyKey: null, client: A_CLIENT });

/** Somebody else acts once, between the next read and its write. */
function interfere(act: () => Promise<unknown>): void {
  let done = false;
  probe.before(async (verb) => {
    if (done || verb !== "sessions.compareAndSet") return;
    done = true;
    await act();
  });
}

describe("logout", () => {
  test.each(["access", "refresh"] as const)(
    "one %s token is enough: one write ends the session, one notes it",
    async (kind) => {
      const token = kind === "access" ? access(tokens.accessToken) : refresh(tokens.refreshToken);
      await services.sessionRevocation.logout([token], by(A_CLIENT));
      expect(await recordOf(tokens)).toMatchObject({ revokeReason: "logout", revokedAt: services.clock.now() });
      await services.audit.settled();
      expect(probe.writes).toEqual(["sessions.compareAndSet", "audit.append"]);
    },
  );

  test("is on record: who ended which session, from where, and the chain that led to it", async () => {
    const { sessionId } = read(tokens.refreshToken);
    const openedAt = services.clock.now();
    services.clock.advance(5000);
    await services.sessionRevocation.logout([refresh(tokens.refreshToken)], by(A_BROWSER));
    expect(await services.audit.listByUser({ userId: user._id, before: null, limit: 10 })).toEqual([
      {
        _id: expect.any(String),
        userId: user._id,
        sessionId,
        name: "signed_out",
        at: openedAt + 5000,
        ip: A_BROWSER.ip,
        userAgent: A_BROWSER.userAgent,
        detail: {
          reason: "logout",
          openedAt,
          openedFrom: A_CLIENT.ip,
          openedWith: A_CLIENT.userAgent,
          generation: 0,
          rotatedAt: openedAt,
          lastSeenAt: openedAt,
        },
      },
    ]);
  });

  test("of a session that ended otherwise reports no second end and changes no reason", async () => {
    const { sessionId } = read(tokens.refreshToken);
    const ended = {
      ...user,
      epoch: 1,
      epochEnds: [{ epoch: 0, cause: "logout-all" as const, at: services.clock.now() }],
    };
    await store.users.compareAndSet({ ...ended, version: user.version + 1 }, user.version);
    services.clock.advance(1000);
    await services.sessionRevocation.logout([refresh(tokens.refreshToken)], by(A_CLIENT));
    expect(await services.audit.listByUser({ userId: user._id, before: null, limit: 10 })).toEqual([]);
    const state = await store.authState(sessionId);
    expect(state && terminationOf(state, services.clock.now())).toMatchObject({ reason: "logout-all" });
  });

  test("of a session that has run out leaves it as it is", async () => {
    const before = await recordOf(tokens);
    services.clock.advance(8 * DAY);
    await services.sessionRevocation.revokeReplaced(tokens.refreshToken, A_CLIENT);
    expect(await recordOf(tokens)).toEqual(before);
  });

  test("again is no failure and keeps the first reason and time", async () => {
    await services.sessionRevocation.revokeReplaced(tokens.refreshToken, A_CLIENT);
    const ended = await recordOf(tokens);
    services.clock.advance(1);
    await services.sessionRevocation.logout([refresh(tokens.refreshToken)], by(A_CLIENT));
    expect(await recordOf(tokens)).toEqual(ended);
  });

  test("of a session that is gone is no failure", async () => {
    await store.sessions.deleteByUser(user._id);
    await expect(
      services.sessionRevocation.logout([refresh(tokens.refreshToken)], by(A_CLIENT)),
    ).resolves.toBeUndefined();
    expect(await recordOf(tokens)).toBeNull();
  });

  test("the first genuine token counts", async () => {
    const other = await services.sessions.open(user, { rememberMe: true, client: A_CLIENT, evidence: PROVED });
    const presented = [access("garbage"), refresh(other.refreshToken), refresh(tokens.refreshToken)];
    await services.sessionRevocation.logout(presented, by(A_CLIENT));
    expect(await recordOf(other)).toMatchObject({ revokeReason: "logout" });
    expect(await recordOf(tokens)).toMatchObject({ revokedAt: null });
  });

  test("an access token that is over ends nothing, but a refresh token beside it does", async () => {
    services.clock.advance(ACCESS_LIFE);
    const expired = access(tokens.accessToken);
    await expect(services.sessionRevocation.logout([expired], by(A_CLIENT))).rejects.toMatchObject({
      code: "ACCESS_TOKEN_EXPIRED",
    });
    expect(await recordOf(tokens)).toMatchObject({ revokedAt: null });
    await services.sessionRevocation.logout([expired, refresh(tokens.refreshToken)], by(A_CLIENT));
    expect(await recordOf(tokens)).toMatchObject({ revokeReason: "logout" });
  });

  test("without a genuine token the first refusal is answered and the store is not read", async () => {
    const garbage = [refresh("garbage"), access("garbage")];
    await expect(services.sessionRevocation.logout(garbage, by(A_CLIENT))).rejects.toMatchObject({
      code: "REFRESH_TOKEN_INVALID",
    });
    await expect(services.sessionRevocation.logout(garbage.reverse(), by(A_CLIENT))).rejects.toMatchObject({
      code: "ACCESS_TOKEN_INVALID",
    });
    await expect(services.sessionRevocation.logout([], by(A_CLIENT))).rejects.toMatchObject({
      code: "ACCESS_TOKEN_MISSING",
    });
    expect(probe.calls).toEqual([]);
  });

  test("that loses the race to the refresh of another tab ends what the refresh left", async () => {
    const opened = await services.sessions.open(user, { rememberMe: true, client: A_BROWSER, evidence: PROVED });
    const inCookie = { cameFromCookie: true, idempotencyKey: null, client: A_BROWSER };
    let successor = "";
    interfere(async () => {
      successor = (await services.sessionRefresh.refresh({ token: opened.refreshToken, ...inCookie })).refreshToken;
    });
    await services.sessionRevocation.logout([{ ...refresh(opened.refreshToken), cameFromCookie: true }], by(A_BROWSER));
    expect(await recordOf(opened)).toMatchObject({ generation: 1, revokeReason: "logout" });
    await expect(services.sessionRefresh.refresh({ token: successor, ...inCookie })).rejects.toMatchObject({
      code: "SESSION_REVOKED",
    });
    expect(services.onTheft).not.toHaveBeenCalled();
  });

  test("loses six times: 503, never a blind write", async () => {
    probe.before(async (verb) => {
      if (verb !== "sessions.compareAndSet") return;
      const session = await recordOf(tokens);
      if (session !== null)
        await store.sessions.compareAndSet({ ...session, version: session.version + 1 }, session.version);
    });
    const leaving = services.sessionRevocation.logout([refresh(tokens.refreshToken)], by(A_CLIENT));
    await expect(leaving).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(await recordOf(tokens)).toMatchObject({ version: 6, revokedAt: null });
  });
});

const eventsOf = async () =>
  (await services.audit.listByUser({ userId: user._id, before: null, limit: 10 })).map(({ name, detail }) => ({
    name,
    reason: detail["reason"],
  }));

describe("a stolen refresh token is reported wherever it is presented", () => {
  const ways: [string, () => Promise<void>][] = [
    ["at a sign-out", () => services.sessionRevocation.logout([refresh(tokens.refreshToken)], by(A_CLIENT))],
    [
      "at a sign-out, beside a valid access token of the same session",
      () => services.sessionRevocation.logout([access(tokens.accessToken), refresh(tokens.refreshToken)], by(A_CLIENT)),
    ],
    ["at a sign-in", () => services.sessionRevocation.revokeReplaced(tokens.refreshToken, A_CLIENT)],
  ];

  test.each(ways)("%s: the session ends as a theft, with its event, its metric and one notice", async (_way, act) => {
    const { refreshToken } = await spend(tokens.refreshToken);
    services.onDecision.mockClear();
    await act();
    expect(await recordOf(tokens)).toMatchObject({ generation: 1, revokeReason: "reuse" });
    expect(await eventsOf()).toEqual([{ name: "token_reused", reason: "reuse" }]);
    expect(services.onTheft).toHaveBeenCalledTimes(1);
    expect(services.onDecision.mock.calls).toEqual([["reuse"]]);
    await expect(spend(refreshToken)).rejects.toMatchObject({ code: "SESSION_REVOKED" });
  });

  test("at the sign-out of another session, which ends as a sign-out", async () => {
    const other = await services.sessions.open(user, { rememberMe: true, client: A_CLIENT, evidence: PROVED });
    await spend(tokens.refreshToken);
    await services.sessionRevocation.logout([access(other.accessToken), refresh(tokens.refreshToken)], by(A_CLIENT));
    expect(await recordOf(other)).toMatchObject({ revokeReason: "logout" });
    expect(await recordOf(tokens)).toMatchObject({ revokeReason: "reuse" });
  });

  test("two tokens of one generation at a sign-out end the session as a fork", async () => {
    const record = await recordOf(tokens);
    if (record === null) throw new Error("there is no record");
    await store.sessions.compareAndSet({ ...record, version: 1, tokenHash: "another" }, 0);
    await services.sessionRevocation.logout([refresh(tokens.refreshToken)], by(A_CLIENT));
    expect(await recordOf(tokens)).toMatchObject({ revokeReason: "fork" });
    expect(services.onTheft).not.toHaveBeenCalled();
  });
});

test("a theft whose record somebody else has just written is decided again, and stored", async () => {
  await spend(tokens.refreshToken);
  interfere(async () => {
    const record = await recordOf(tokens);
    if (record === null) throw new Error("there is no record");
    const seen = { ...record, version: record.version + 1, lastSeenAt: services.clock.now() };
    await store.sessions.compareAndSet(seen, record.version);
  });
  await services.sessionRevocation.logout([refresh(tokens.refreshToken)], by(A_CLIENT));
  expect(await recordOf(tokens)).toMatchObject({ revokeReason: "reuse" });
  expect(services.onTheft).toHaveBeenCalledTimes(1);
});

describe("a spent refresh token of the owner signs out and is not reported as theft", () => {
  test("when it is one of several tabs", async () => {
    const { refreshToken } = await services.sessions.open(user, {
      rememberMe: true,
      client: A_BROWSER,
      evidence: PROVED,
    });
    await services.sessionRefresh.refresh({
      token: refreshToken,
      cameFromCookie: true,
      idempotencyKey: null,
      client: A_BROWSER,
    });
    await services.sessionRevocation.revokeReplaced(refreshToken, A_BROWSER);
    expect(await store.sessions.get(read(refreshToken).sessionId)).toMatchObject({ revokeReason: "replaced" });
    expect(services.onTheft).not.toHaveBeenCalled();
  });

  test("when it comes with the Idempotency-Key that spent it: the answer was lost", async () => {
    const withKey = { cameFromCookie: false, idempotencyKey: "mine", client: A_CLIENT };
    await services.sessionRefresh.refresh({ token: tokens.refreshToken, ...withKey });
    await services.sessionRevocation.logout([refresh(tokens.refreshToken)], by(A_CLIENT, "mine"));
    expect(await recordOf(tokens)).toMatchObject({ revokeReason: "logout" });
    expect(services.onTheft).not.toHaveBeenCalled();
  });
});

describe("a refresh token that the rule refuses ends nothing", () => {
  test("one from before a password change in its session, which goes on with its new tokens", async () => {
    const record = await recordOf(tokens);
    if (record === null) throw new Error("there is no record");
    await store.sessions.compareAndSet({ ...record, version: 1, generation: 1, firstGeneration: 1 }, 0);
    await services.sessionRevocation.logout([refresh(tokens.refreshToken)], by(A_CLIENT));
    expect(await recordOf(tokens)).toMatchObject({ generation: 1, revokedAt: null });
    expect(services.onTheft).not.toHaveBeenCalled();
  });

  async function refuseAsStale(): Promise<void> {
    const withKey = { cameFromCookie: false, idempotencyKey: "mine", client: A_CLIENT };
    const next = await services.sessionRefresh.refresh({ token: tokens.refreshToken, ...withKey });
    await services.sessions.authenticate(next.accessToken);
    await services.background.drain();
    services.clock.advance(GRACE + 1);
  }

  test("a stale copy of a refresh request: 401, and the session lives", async () => {
    await refuseAsStale();
    const leaving = services.sessionRevocation.logout([refresh(tokens.refreshToken)], by(A_CLIENT, "mine"));
    await expect(leaving).rejects.toMatchObject({ code: "REFRESH_TOKEN_INVALID" });
    expect(await recordOf(tokens)).toMatchObject({ revokedAt: null });
    expect((await eventsOf()).map(({ name }) => name)).toEqual(["stale_retry_refused"]);
  });

  test("but a valid access token beside it ends the session", async () => {
    await refuseAsStale();
    const presented = [refresh(tokens.refreshToken), access(tokens.accessToken)];
    await services.sessionRevocation.logout(presented, by(A_CLIENT, "mine"));
    expect(await recordOf(tokens)).toMatchObject({ revokeReason: "logout" });
  });
});

describe("replace", () => {
  test("ends the session whose cookie was presented", async () => {
    await services.sessionRevocation.revokeReplaced(tokens.refreshToken, A_CLIENT);
    expect(await recordOf(tokens)).toMatchObject({ revokeReason: "replaced" });
  });

  test("takes a cookie that is no token of ours for nothing", async () => {
    await services.sessionRevocation.revokeReplaced("garbage", A_CLIENT);
    expect(probe.calls).toEqual([]);
  });
});

describe("revokeOwn", () => {
  const end = (userId: string, sessionId: string) => services.sessionRevocation.revokeOwn(userId, sessionId, A_CLIENT);

  test("ends one session of the user", async () => {
    const other = await services.sessions.open(user, { rememberMe: true, client: A_CLIENT, evidence: PROVED });
    await end(user._id, read(tokens.refreshToken).sessionId);
    expect(await recordOf(tokens)).toMatchObject({ revokeReason: "revoked" });
    expect(await recordOf(other)).toMatchObject({ revokedAt: null });
  });

  test("finds neither another user's session nor one that has ended", async () => {
    const { sessionId } = read(tokens.refreshToken);
    const missing = { code: "SESSION_NOT_FOUND" };
    await expect(end(newId(1), sessionId)).rejects.toMatchObject(missing);
    await expect(end(user._id, newId(1))).rejects.toMatchObject(missing);
    expect(await recordOf(tokens)).toMatchObject({ revokedAt: null });

    services.clock.advance(7 * DAY);
    await expect(end(user._id, sessionId)).rejects.toMatchObject(missing);
    services.clock.advance(-7 * DAY);
    await end(user._id, sessionId);
    await expect(end(user._id, sessionId)).rejects.toMatchObject(missing);
  });

  test("that loses the race to a logout has nothing left to end", async () => {
    interfere(() => services.sessionRevocation.logout([refresh(tokens.refreshToken)], by(A_CLIENT)));
    const ending = end(user._id, read(tokens.refreshToken).sessionId);
    await expect(ending).rejects.toMatchObject({ code: "SESSION_NOT_FOUND" });
    expect(await recordOf(tokens)).toMatchObject({ revokeReason: "logout" });
  });
});
