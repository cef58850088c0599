import { beforeEach, describe, expect, test } from "vitest";
import { DAY } from "../../../test/contract/records.js";
import type { StoreProbe } from "../../../test/support/StoreProbe.js";
import {
  A_BROWSER,
  A_CLIENT,
  ACCESS_LIFE,
  aSignedInSession,
  read,
  type SessionServices,
} from "../../../test/support/sessionServices.js";
import type { Store, User } from "../../stores/Store.js";
import { newId } from "../../utils/ids.js";
import { endOf, type IssuedTokens } from "./index.js";

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
const refresh = (token: string) => ({ kind: "refresh" as const, token });
const spend = (token: string) =>
  services.refresh({ token, cameFromCookie: false, idempotencyKey: null, client: A_CLIENT });

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
      const token = kind === "access" ? tokens.accessToken : tokens.refreshToken;
      await services.ending.logout([{ kind, token }], A_CLIENT);
      expect(await recordOf(tokens)).toMatchObject({ revokeReason: "logout", revokedAt: services.clock.now() });
      await services.audit.settled();
      expect(probe.writes).toEqual(["sessions.compareAndSet", "audit.append"]);
    },
  );

  test("is on record: who ended which session, from where, and the chain that led to it", async () => {
    const { sessionId } = read(tokens.refreshToken);
    const openedAt = services.clock.now();
    services.clock.advance(5000);
    await services.ending.logout([refresh(tokens.refreshToken)], A_BROWSER);
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

  test("of a session that ended otherwise tells no second end and changes no cause", async () => {
    const { sessionId } = read(tokens.refreshToken);
    const ended = {
      ...user,
      epoch: 1,
      epochEnds: [{ epoch: 0, cause: "logout-all" as const, at: services.clock.now() }],
    };
    await store.users.compareAndSet({ ...ended, version: user.version + 1 }, user.version);
    services.clock.advance(1000);
    await services.ending.logout([refresh(tokens.refreshToken)], A_CLIENT);
    expect(await services.audit.listByUser({ userId: user._id, before: null, limit: 10 })).toEqual([]);
    const state = await store.authState(sessionId);
    expect(state && endOf(state, services.clock.now())).toMatchObject({ cause: "logout-all" });
  });

  test("of a session that has run out leaves it as it is", async () => {
    const before = await recordOf(tokens);
    services.clock.advance(8 * DAY);
    await services.ending.replace(tokens.refreshToken, A_CLIENT);
    expect(await recordOf(tokens)).toEqual(before);
  });

  test("with a spent token is a logout, not theft", async () => {
    await spend(tokens.refreshToken);
    await services.ending.logout([refresh(tokens.refreshToken)], A_CLIENT);
    expect(await recordOf(tokens)).toMatchObject({ generation: 1, revokeReason: "logout" });
  });

  test("again is no failure and keeps the first reason and time", async () => {
    await services.ending.replace(tokens.refreshToken, A_CLIENT);
    const ended = await recordOf(tokens);
    services.clock.advance(1);
    await services.ending.logout([refresh(tokens.refreshToken)], A_CLIENT);
    expect(await recordOf(tokens)).toEqual(ended);
  });

  test("of a session that is gone is no failure", async () => {
    await store.sessions.deleteByUser(user._id);
    await expect(services.ending.logout([refresh(tokens.refreshToken)], A_CLIENT)).resolves.toBeUndefined();
    expect(await recordOf(tokens)).toBeNull();
  });

  test("the first genuine token counts", async () => {
    const other = await services.open(user, { rememberMe: true, client: A_CLIENT });
    const presented = [access("garbage"), refresh(other.refreshToken), refresh(tokens.refreshToken)];
    await services.ending.logout(presented, A_CLIENT);
    expect(await recordOf(other)).toMatchObject({ revokeReason: "logout" });
    expect(await recordOf(tokens)).toMatchObject({ revokedAt: null });
  });

  test("an access token that is over ends nothing, but a refresh token beside it does", async () => {
    services.clock.advance(ACCESS_LIFE);
    const expired = access(tokens.accessToken);
    await expect(services.ending.logout([expired], A_CLIENT)).rejects.toMatchObject({ code: "ACCESS_TOKEN_EXPIRED" });
    expect(await recordOf(tokens)).toMatchObject({ revokedAt: null });
    await services.ending.logout([expired, refresh(tokens.refreshToken)], A_CLIENT);
    expect(await recordOf(tokens)).toMatchObject({ revokeReason: "logout" });
  });

  test("without a genuine token the first refusal is told and the store is not asked", async () => {
    const garbage = [refresh("garbage"), access("garbage")];
    await expect(services.ending.logout(garbage, A_CLIENT)).rejects.toMatchObject({ code: "REFRESH_TOKEN_INVALID" });
    await expect(services.ending.logout(garbage.reverse(), A_CLIENT)).rejects.toMatchObject({
      code: "ACCESS_TOKEN_INVALID",
    });
    await expect(services.ending.logout([], A_CLIENT)).rejects.toMatchObject({ code: "ACCESS_TOKEN_MISSING" });
    expect(probe.calls).toEqual([]);
  });

  test("that loses the race to a refresh ends what the refresh left", async () => {
    let successor = "";
    interfere(async () => {
      successor = (await spend(tokens.refreshToken)).refreshToken;
    });
    await services.ending.logout([refresh(tokens.refreshToken)], A_CLIENT);
    expect(await recordOf(tokens)).toMatchObject({ generation: 1, revokeReason: "logout" });
    await expect(spend(successor)).rejects.toMatchObject({ code: "SESSION_REVOKED" });
  });

  test("loses six times: 503, never a blind write", async () => {
    probe.before(async (verb) => {
      if (verb !== "sessions.compareAndSet") return;
      const session = await recordOf(tokens);
      if (session !== null)
        await store.sessions.compareAndSet({ ...session, version: session.version + 1 }, session.version);
    });
    const leaving = services.ending.logout([refresh(tokens.refreshToken)], A_CLIENT);
    await expect(leaving).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(await recordOf(tokens)).toMatchObject({ version: 6, revokedAt: null });
  });
});

describe("replace", () => {
  test("ends the session whose cookie was presented", async () => {
    await services.ending.replace(tokens.refreshToken, A_CLIENT);
    expect(await recordOf(tokens)).toMatchObject({ revokeReason: "replaced" });
  });

  test("takes a cookie that is no token of ours for nothing", async () => {
    await services.ending.replace("garbage", A_CLIENT);
    expect(probe.calls).toEqual([]);
  });
});

describe("revokeOwn", () => {
  const end = (userId: string, sessionId: string) => services.ending.revokeOwn(userId, sessionId, A_CLIENT);

  test("ends one session of the user", async () => {
    const other = await services.open(user, { rememberMe: true, client: A_CLIENT });
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
    interfere(() => services.ending.logout([refresh(tokens.refreshToken)], A_CLIENT));
    const ending = end(user._id, read(tokens.refreshToken).sessionId);
    await expect(ending).rejects.toMatchObject({ code: "SESSION_NOT_FOUND" });
    expect(await recordOf(tokens)).toMatchObject({ revokeReason: "logout" });
  });
});
