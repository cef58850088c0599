import { beforeEach, describe, expect, test } from "vitest";
import { MINUTE } from "../../../test/support/ManualClock.js";
import {
  A_BROWSER,
  A_CLIENT,
  aSignedInSession,
  changeSession,
  KEYRING,
  type SessionServices,
  storedSession,
} from "../../../test/support/services/sessionServices.js";
import type { StoreProbe } from "../../../test/support/store/StoreProbe.js";
import type { Session, Store, User } from "../../stores/Store.js";
import { StoreUnavailableError } from "../../stores/StoreUnavailableError.js";
import { passwordVerified } from "../assurance/index.js";
import { encodeRefreshToken } from "../token/index.js";
import type { IssuedTokens } from "./index.js";
import { randomToken } from "./sessions.js";

const PROVED = passwordVerified(0);

let store: Store;
let probe: StoreProbe;
let services: SessionServices;
let user: User;
let first: IssuedTokens;

beforeEach(async () => {
  ({ store, probe, services, user, tokens: first } = await aSignedInSession(A_BROWSER));
});

const inTab = (token: string) =>
  services.sessionRefresh.refresh({ token, cameFromCookie: true, idempotencyKey: null, client: A_BROWSER });
const inBody = (token: string, idempotencyKey: string | null = null) =>
  services.sessionRefresh.refresh({ token, cameFromCookie: false, idempotencyKey, client: A_CLIENT });
const decisions = () => services.onDecision.mock.calls.map(([decision]) => decision);
const events = () => services.audit.listByUser({ userId: user._id, before: null, limit: 10 });
const record = () => storedSession(store, first);
const change = (changes: Partial<Session>) => changeSession(store, first, changes);

/** A token of our own make that was never handed out. */
const forged = (generation: number) => encodeRefreshToken(KEYRING, randomToken(KEYRING, first.sessionId, generation));

describe("each decision is reported once", () => {
  test("a rotation, and its token is new", async () => {
    const second = await inTab(first.refreshToken);
    expect(decisions()).toEqual(["rotate"]);
    expect(second).toMatchObject({ refreshTokenIsNew: true });
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(await events()).toEqual([]);
  });

  test("a repeat for another tab returns the same new token, and is no audit entry", async () => {
    const second = await inTab(first.refreshToken);
    const again = await inTab(first.refreshToken);
    expect(decisions()).toEqual(["rotate", "repeat"]);
    expect(again).toMatchObject({ refreshToken: second.refreshToken, refreshTokenIsNew: true });
    expect(await events()).toEqual([]);
  });

  test("a repeat of the current token leaves the client's own alone", async () => {
    const second = await inTab(first.refreshToken);
    const again = await inTab(second.refreshToken);
    expect(decisions()).toEqual(["rotate", "repeat"]);
    expect(again).toMatchObject({ refreshToken: second.refreshToken, refreshTokenIsNew: false });
  });

  test("a late recovery, which is on record", async () => {
    const second = await inTab(first.refreshToken);
    services.clock.advance(MINUTE);
    expect(await inTab(first.refreshToken)).toMatchObject({ refreshToken: second.refreshToken });
    expect(decisions()).toEqual(["rotate", "late"]);
    const { ip, userAgent } = A_BROWSER;
    expect(await events()).toMatchObject([
      {
        name: "refreshed_late",
        sessionId: first.sessionId,
        at: services.clock.now(),
        ip,
        userAgent,
        detail: { presentedGeneration: 0, currentGeneration: 1 },
      },
    ]);
  });

  test("a reuse, and the owner is notified", async () => {
    await inTab(first.refreshToken);
    const spentAt = services.clock.now();
    services.clock.advance(1000);
    await expect(inBody(first.refreshToken)).rejects.toMatchObject({ code: "REFRESH_TOKEN_REUSED", reason: "reuse" });
    expect(decisions()).toEqual(["rotate", "reuse"]);
    expect(services.onTheft.mock.calls).toEqual([[{ user, client: A_CLIENT }]]);
    expect(await events()).toMatchObject([
      {
        name: "token_reused",
        at: spentAt + 1000,
        ip: A_CLIENT.ip,
        detail: { reason: "reuse", spentAt, presentedGeneration: 0, currentGeneration: 1 },
      },
    ]);
  });

  test("a reuse, with the time at which that very token was spent", async () => {
    const second = await inTab(first.refreshToken);
    services.clock.advance(6000);
    await inBody(second.refreshToken);
    const spentAt = services.clock.now();
    services.clock.advance(1);
    await expect(inBody(second.refreshToken)).rejects.toMatchObject({ code: "REFRESH_TOKEN_REUSED" });
    expect((await record()).previous).toHaveLength(2);
    expect(await events()).toMatchObject([{ detail: { spentAt, presentedGeneration: 1 } }]);
  });

  test("a fork, which ends the session without notifying the owner", async () => {
    await expect(inTab(forged(0))).rejects.toMatchObject({ code: "REFRESH_TOKEN_REUSED", reason: "fork" });
    expect(decisions()).toEqual(["fork"]);
    expect(services.onTheft).not.toHaveBeenCalled();
    expect(await record()).toMatchObject({ revokeReason: "fork" });
    expect(await events()).toMatchObject([{ name: "token_forked", detail: { reason: "fork", spentAt: null } }]);
  });

  test("a refusal: of garbage, for which no store is asked", async () => {
    await expect(inTab("garbage")).rejects.toMatchObject({ code: "REFRESH_TOKEN_INVALID" });
    expect(decisions()).toEqual(["reject"]);
    expect(probe.calls).toEqual([]);
  });

  test("a refusal: of a session that has ended, with the reason and without another event", async () => {
    await change({ revokedAt: 1, revokeReason: "logout" });
    await expect(inTab(first.refreshToken)).rejects.toMatchObject({ code: "SESSION_REVOKED", reason: "logout" });
    expect(decisions()).toEqual(["reject"]);
    expect(await events()).toEqual([]);
  });

  test("a refusal: of a token from after the backup that was restored, which the operator finds on record", async () => {
    const refusal = await inTab(forged(5)).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "REFRESH_TOKEN_INVALID", reason: undefined });
    expect(decisions()).toEqual(["reject"]);
    expect(await record()).toMatchObject({ version: 0, revokedAt: null });
    expect(await events()).toMatchObject([
      { name: "state_rollback", userId: user._id, detail: { presentedGeneration: 5, currentGeneration: 0 } },
    ]);
  });
});

describe("who may be one of several tabs", () => {
  test.each([
    ["a client that presents the cookie", true, A_CLIENT],
    ["a browser that presents the token itself", false, A_BROWSER],
  ])("not %s: a spent token is theft", async (_name, cameFromCookie, client) => {
    await inTab(first.refreshToken);
    const again = services.sessionRefresh.refresh({
      token: first.refreshToken,
      cameFromCookie,
      idempotencyKey: null,
      client,
    });
    await expect(again).rejects.toMatchObject({ code: "REFRESH_TOKEN_REUSED" });
  });
});

describe("a repeat from another network than the spend's", () => {
  const from = (ip: string | null, token = first.refreshToken, idempotencyKey: string | null = null) =>
    services.sessionRefresh.refresh({ token, cameFromCookie: true, idempotencyKey, client: { ...A_BROWSER, ip } });
  const noted = async () => (await events()).filter(({ name }) => name === "token_repeated_from_other_network");

  test("is answered, because phones change networks, and on record for the owner, once for a burst", async () => {
    const second = await from("192.0.2.1");
    for (const ip of ["198.51.100.7", "198.51.100.7", "203.0.113.9"]) {
      expect(await from(ip)).toMatchObject({ refreshToken: second.refreshToken });
    }
    expect(decisions()).toEqual(["rotate", "repeat", "repeat", "repeat"]);
    expect(await noted()).toMatchObject([
      {
        userId: user._id,
        sessionId: first.sessionId,
        at: services.clock.now(),
        ip: "198.51.100.7",
        detail: { presentedGeneration: 0, currentGeneration: 1, spentFrom: "192.0.2.1" },
      },
    ]);
    expect(await record()).toMatchObject({ revokedAt: null });
  });

  test("is on record for each spent token", async () => {
    const second = await from("192.0.2.1");
    await from("198.51.100.7");
    services.clock.advance(6000);
    await from("192.0.2.1", second.refreshToken);
    services.clock.advance(6000);
    await from("192.0.2.1", second.refreshToken);
    await from("198.51.100.7", second.refreshToken);
    expect(await noted()).toHaveLength(2);
  });

  test("is on record for each session, though their tokens were spent in one moment", async () => {
    const other = await services.sessions.open(user, { rememberMe: true, client: A_BROWSER, evidence: PROVED });
    for (const { refreshToken } of [first, other]) {
      await from("192.0.2.1", refreshToken);
      await from("198.51.100.7", refreshToken);
    }
    expect((await noted()).map(({ sessionId }) => sessionId).toSorted()).toEqual(
      [first.sessionId, other.sessionId].toSorted(),
    );
  });

  test("is on record again when the answer was lost and is sent again later", async () => {
    await from("192.0.2.1");
    await from("198.51.100.7");
    services.clock.advance(MINUTE);
    await from("198.51.100.7");
    expect(await noted()).toHaveLength(2);
  });

  test("is on record for a retry, too", async () => {
    await from("192.0.2.1", first.refreshToken, "mine");
    await from("198.51.100.7", first.refreshToken, "mine");
    expect(await noted()).toHaveLength(1);
  });

  test.each([
    ["the same address", "192.0.2.1", "192.0.2.1"],
    ["another address of one IPv6 network", "2001:db8::1", "2001:db8::2"],
    ["an unknown address now", "192.0.2.1", null],
    ["an unknown address at the spend", null, "192.0.2.1"],
  ])("%s is no event", async (_name, atSpend, now) => {
    await from(atSpend);
    await from(now);
    expect(await noted()).toEqual([]);
  });

  test("of a token that a server of the release before spent is no event: it keeps no network", async () => {
    await from("192.0.2.1");
    const { previous } = await record();
    await change({ previous: previous.map((spent) => ({ ...spent, network: null })) });
    await from("198.51.100.7");
    expect(await noted()).toEqual([]);
  });
});

describe("a retry", () => {
  test("that comes as a copy after the answer was used gets nothing, ends nothing, and is on record once an hour", async () => {
    const second = await inBody(first.refreshToken, "key of this send");
    await services.sessions.authenticate(second.accessToken);
    await services.background.drain();
    services.clock.advance(MINUTE);
    for (const _ of [1, 2, 3]) {
      const refusal = await inBody(first.refreshToken, "key of this send").catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code: "REFRESH_TOKEN_INVALID", reason: undefined });
    }
    expect(decisions()).toEqual(["rotate", "reject", "reject", "reject"]);
    expect(await record()).toMatchObject({ generation: 1, revokedAt: null });
    expect(await events()).toMatchObject([{ name: "stale_retry_refused", detail: { presentedGeneration: 0 } }]);
    const sendCopy = () => expect(inBody(first.refreshToken, "key of this send")).rejects.toThrow();
    const HOUR = 60 * MINUTE;
    services.clock.advance(HOUR - (services.clock.now() % HOUR) - 1);
    await sendCopy();
    expect(await events()).toHaveLength(1);
    services.clock.advance(1);
    await sendCopy();
    services.clock.advance(HOUR - 1);
    await sendCopy();
    expect(await events()).toHaveLength(2);
    services.clock.advance(1);
    await sendCopy();
    expect(await events()).toHaveLength(3);
    expect(await inBody(second.refreshToken)).toMatchObject({ refreshTokenIsNew: true });
  });

  test("with the key of the first send gets the same answer, and the key itself is not stored", async () => {
    const second = await inBody(first.refreshToken, "key of this send");
    expect(await inBody(first.refreshToken, "key of this send")).toMatchObject({ refreshToken: second.refreshToken });
    expect(JSON.stringify(await record())).not.toContain("key of this send");
  });

  test("with another key, or with none when the first send had none, is theft", async () => {
    await inBody(first.refreshToken, "key of this send");
    await expect(inBody(first.refreshToken, "another")).rejects.toMatchObject({ code: "REFRESH_TOKEN_REUSED" });
  });
});

describe("the token issuer", () => {
  const admitNobody = () => {
    services.tokenIssuer.assertMayAuthenticate = () => {
      throw new Error("not admitted");
    };
  };

  test("that refuses uses no token up", async () => {
    admitNobody();
    await expect(inTab(first.refreshToken)).rejects.toThrow("not admitted");
    expect(probe.writes).toEqual([]);
  });

  test("that refuses a late repeat writes nothing either", async () => {
    await inTab(first.refreshToken);
    services.clock.advance(MINUTE);
    probe.reset();
    admitNobody();
    await expect(inTab(first.refreshToken)).rejects.toThrow("not admitted");
    expect(probe.writes).toEqual([]);
  });

  test("does not shield a thief: the session ends for every kind of user", async () => {
    await inBody(first.refreshToken);
    admitNobody();
    await expect(inBody(first.refreshToken)).rejects.toMatchObject({ code: "REFRESH_TOKEN_REUSED" });
    expect(await record()).toMatchObject({ revokeReason: "reuse" });
  });
});

test("the salt that leads to the next token is 16 bytes of chance", async () => {
  const second = await inBody(first.refreshToken);
  await inBody(second.refreshToken);
  const salts = (await record()).previous.map(({ salt }) => salt);
  expect(salts.map((salt) => Buffer.from(salt, "base64url").length)).toEqual([16, 16]);
  expect(new Set(salts).size).toBe(2);
});

test("a chain with a hole is a fault of the server and shown as one, not as an outage", async () => {
  await inTab(first.refreshToken);
  await change({ generation: 2 });
  await expect(inTab(first.refreshToken)).rejects.toThrow("generation 2 cannot be derived from 0");
});

test("a token that leads to a secret which this server lacks is answered 503 and still works elsewhere: the user has done nothing wrong", async () => {
  await inTab(first.refreshToken);
  await change({ keyId: "another" });
  const refusal = await inTab(first.refreshToken).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: "STORE_UNAVAILABLE", retryAfterSeconds: 5, cause: expect.any(Error) });
  expect(await record()).toMatchObject({ revokedAt: null });
});

describe("a revocation of unknown outcome", () => {
  const lost = () => new StoreUnavailableError("The connection broke.", { outcome: "unknown" });

  /** The next write reaches the store, but its answer is lost. */
  function loseOneAnswer(meanwhile: () => Promise<unknown> = async () => undefined): void {
    let done = false;
    probe.after(async (verb) => {
      if (done || verb !== "sessions.compareAndSet") return;
      done = true;
      await meanwhile();
      throw lost();
    });
  }

  test("is tried again; one that the store says did not happen is an outage at once", async () => {
    await inBody(first.refreshToken);
    const outage = new StoreUnavailableError("The disk is full.", { outcome: "not-applied" });
    probe.before((verb) => {
      if (verb === "sessions.compareAndSet") throw outage;
    });
    probe.reset();
    await expect(inBody(first.refreshToken)).rejects.toBe(outage);
    expect(probe.calls).toEqual(["authState", "sessions.compareAndSet"]);
    expect(services.onTheft).not.toHaveBeenCalled();
  });

  test("that did happen is this request's own: it is reported as theft, once", async () => {
    await inBody(first.refreshToken);
    loseOneAnswer();
    await expect(inBody(first.refreshToken)).rejects.toMatchObject({ code: "REFRESH_TOKEN_REUSED", reason: "reuse" });
    expect(decisions()).toEqual(["rotate", "reuse"]);
    expect(services.onTheft).toHaveBeenCalledTimes(1);
    expect(await events()).toMatchObject([{ name: "token_reused" }]);
  });

  test.each<[string, (ended: Session) => Partial<Session>]>([
    ["at another time", () => ({ revokedAt: 1 })],
    ["for another reason", () => ({ revokeReason: "logout" })],
    ["in another write", ({ version }) => ({ version: version + 1 })],
  ])("of a session that somebody ended %s is nothing but a refusal", async (_name, changed) => {
    await inBody(first.refreshToken);
    loseOneAnswer(async () => {
      const ended = await record();
      await store.sessions.compareAndSet({ ...ended, ...changed(ended) }, ended.version);
    });
    await expect(inBody(first.refreshToken)).rejects.toMatchObject({ code: "SESSION_REVOKED" });
    expect(decisions()).toEqual(["rotate", "reject"]);
    expect(services.onTheft).not.toHaveBeenCalled();
  });
});
