import { beforeEach, describe, expect, test, vi } from "vitest";
import {
  A_CLIENT,
  ACCESS_LIFE,
  ACCESS_TOKENS,
  aSignedInSession,
  changeSession,
  read,
  type SessionServices,
  storedSession,
} from "../../../test/support/services/sessionServices.js";
import type { StoreProbe } from "../../../test/support/store/StoreProbe.js";
import type { Session, Store, User } from "../../stores/Store.js";
import { StoreUnavailableError } from "../../stores/StoreUnavailableError.js";
import { newId } from "../../utils/ids.js";
import type { IssuedTokens } from "./index.js";

let store: Store;
let probe: StoreProbe;
let services: SessionServices;
let user: User;
let first: IssuedTokens;

beforeEach(async () => {
  ({ store, probe, services, user, tokens: first } = await aSignedInSession(A_CLIENT));
});

const sessionId = () => read(first.refreshToken).sessionId;
const spend = (token: string) =>
  services.sessionRefresh.refresh({ token, cameFromCookie: false, idempotencyKey: null, client: A_CLIENT });
const record = () => storedSession(store, first);
const change = (changes: Partial<Session>) => changeSession(store, first, changes);

/** A token of our own make with other claims. */
function aToken(claims: { userId?: string; sessionId?: string; generation?: number }): string {
  const now = services.clock.now();
  const genuine = { userId: user._id, sessionId: sessionId(), generation: 0, expiresAt: now + ACCESS_LIFE };
  return ACCESS_TOKENS.sign({ ...genuine, ...claims }, now);
}

describe("an access token", () => {
  test("names the user, the session, the generation, and how the user has signed in", async () => {
    const at = services.clock.now();
    const methods = [{ method: "password", at, userVerified: false }];
    const assurance = { level: 1, methods, authenticatedAt: at };
    const expected = { user, sessionId: sessionId(), generation: 0, assurance };
    expect(await services.sessions.authenticate(first.accessToken)).toEqual(expected);
  });

  test("that is garbage or over is refused before the store is asked", async () => {
    await expect(services.sessions.authenticate("garbage")).rejects.toMatchObject({ code: "ACCESS_TOKEN_INVALID" });
    services.clock.advance(ACCESS_LIFE);
    await expect(services.sessions.authenticate(first.accessToken)).rejects.toMatchObject({
      code: "ACCESS_TOKEN_EXPIRED",
    });
    expect(probe.calls).toEqual([]);
  });

  test("of a session that is gone is refused as revoked", async () => {
    const token = aToken({ sessionId: newId(1) });
    await expect(services.sessions.authenticate(token)).rejects.toMatchObject({
      code: "SESSION_REVOKED",
      reason: "unknown",
    });
  });

  test("of a session that went with its account says so", async () => {
    await store.users.delete(user._id);
    const token = aToken({ sessionId: newId(1) });
    await expect(services.sessions.authenticate(token)).rejects.toMatchObject({
      code: "SESSION_REVOKED",
      reason: "deleted",
    });
  });

  test("of a session of somebody else is invalid, also after that session has ended", async () => {
    const token = aToken({ userId: newId(1) });
    await expect(services.sessions.authenticate(token)).rejects.toMatchObject({ code: "ACCESS_TOKEN_INVALID" });
    await change({ revokedAt: 1, revokeReason: "logout" });
    await expect(services.sessions.authenticate(token)).rejects.toMatchObject({ code: "ACCESS_TOKEN_INVALID" });
  });

  test.each<[string, (now: number) => Promise<unknown>]>([
    ["revoked", () => change({ revokedAt: 1, revokeReason: "logout" })],
    ["of an earlier epoch", () => change({ epoch: -1 })],
    ["of a disabled user", () => store.users.compareAndSet({ ...user, disabledAt: 1, version: 1 }, 0)],
    ["of a deleted user", () => store.users.delete(user._id)],
    ["revoked and expired", (now) => change({ revokedAt: 1, revokeReason: "reuse", expiresAt: now })],
  ])("of a session that is %s: SESSION_REVOKED", async (_name, end) => {
    await end(services.clock.now());
    await expect(services.sessions.authenticate(first.accessToken)).rejects.toMatchObject({ code: "SESSION_REVOKED" });
  });

  test.each(["idleExpiresAt", "expiresAt"] as const)("at the session's %s: SESSION_EXPIRED", async (field) => {
    await change({ [field]: services.clock.now() + 1 });
    await expect(services.sessions.authenticate(first.accessToken)).resolves.toBeDefined();
    services.clock.advance(1);
    await expect(services.sessions.authenticate(first.accessToken)).rejects.toMatchObject({ code: "SESSION_EXPIRED" });
  });

  test("of an earlier generation is good: another tab may hold it", async () => {
    await spend(first.refreshToken);
    expect(await services.sessions.authenticate(first.accessToken)).toMatchObject({ generation: 0 });
  });

  test("of a later generation than the session's is invalid", async () => {
    const token = aToken({ generation: 1 });
    await expect(services.sessions.authenticate(token)).rejects.toMatchObject({ code: "ACCESS_TOKEN_INVALID" });
  });

  test("from before a password change in this session is expired, so the client refreshes", async () => {
    await change({ generation: 1, firstGeneration: 1 });
    await expect(services.sessions.authenticate(first.accessToken)).rejects.toMatchObject({
      code: "ACCESS_TOKEN_EXPIRED",
    });
  });

  test("is no matter of the store: an outage passes through as such", async () => {
    const down = new StoreUnavailableError("down");
    probe.breakWith(down);
    await expect(services.sessions.authenticate(first.accessToken)).rejects.toBe(down);
  });
});

describe("the first use of a generation confirms it", () => {
  test("once, however often it is used", async () => {
    await Promise.all([1, 2, 3].map(() => services.sessions.authenticate(first.accessToken)));
    await services.background.drain();
    await services.sessions.authenticate(first.accessToken);
    await services.background.drain();
    expect(probe.calls.filter((verb) => verb === "sessions.compareAndSet")).toHaveLength(1);
    expect(await record()).toMatchObject({ version: 1, confirmedAt: services.clock.now() });
  });

  test("once for each generation", async () => {
    await services.sessions.authenticate(first.accessToken);
    await services.background.drain();
    const second = await spend(first.refreshToken);
    expect(await record()).toMatchObject({ generation: 1, confirmedAt: null });
    services.clock.advance(5);
    await services.sessions.authenticate(second.accessToken);
    await services.background.drain();
    expect(await record()).toMatchObject({ generation: 1, confirmedAt: services.clock.now() });
  });

  test("but an earlier generation proves nothing about the current one", async () => {
    await spend(first.refreshToken);
    await services.sessions.authenticate(first.accessToken);
    await services.background.drain();
    expect(await record()).toMatchObject({ generation: 1, confirmedAt: null });
  });

  test("and no request waits for it", async () => {
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    probe.before((verb) => (verb === "sessions.compareAndSet" ? answered : undefined));
    await expect(services.sessions.authenticate(first.accessToken)).resolves.toBeDefined();
    expect(await record()).toMatchObject({ confirmedAt: null });
    answer();
    await services.background.drain();
    expect(await record()).toMatchObject({ confirmedAt: services.clock.now() });
  });

  test("and its failure is logged, harms no request, and the next use tries again", async () => {
    const down = new StoreUnavailableError("down");
    probe.before((verb) => {
      if (verb === "sessions.compareAndSet") throw down;
    });
    await expect(services.sessions.authenticate(first.accessToken)).resolves.toBeDefined();
    await services.background.drain();
    expect(services.onBackgroundError.mock.calls).toEqual([[down]]);

    probe.heal();
    await services.sessions.authenticate(first.accessToken);
    await services.background.drain();
    expect(await record()).toMatchObject({ confirmedAt: services.clock.now() });
  });

  test("and a lost race is no failure: a logout in between stands", async () => {
    const logout = vi.fn(() => change({ revokedAt: 1, revokeReason: "logout" }));
    probe.before(async (verb) => {
      if (verb === "sessions.compareAndSet" && logout.mock.calls.length === 0) await logout();
    });
    await services.sessions.authenticate(first.accessToken);
    await services.background.drain();
    expect(services.onBackgroundError).not.toHaveBeenCalled();
    expect(await record()).toMatchObject({ version: 1, confirmedAt: null, revokeReason: "logout" });
  });
});
