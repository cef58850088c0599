import { describe, expect, test } from "vitest";
import { aSession, aUser, DAY, NOW } from "../../../test/support/records.js";
import type { Session, SpentToken, User } from "../../stores/Store.js";
import { decide, type RotationPolicy, type RotationRequest } from "./rotation.js";

const GRACE = 10_000;
const HALF = GRACE / 2;
const HOUR = DAY / 24;
const POLICY: RotationPolicy = { tolerance: "browser", grace: GRACE, idle: 7 * DAY };
const OWNER = aUser();
const SESSION_ID = aSession()._id;

const SUCCESSOR = { keyId: "key-new", tokenHash: "hash-new", salt: "salt-new" };
const BROWSER: RotationRequest = { fromBrowserCookie: true, retryKey: null, network: null, successor: SUCCESSOR };
const CLIENT: RotationRequest = { fromBrowserCookie: false, retryKey: null, network: null, successor: SUCCESSOR };

/** A session at generation 3 whose token 2 was spent at NOW. */
function rotatedSession(overrides: Partial<Session> = {}): Session {
  return aSession({
    _id: SESSION_ID,
    userId: OWNER._id,
    version: 7,
    generation: 3,
    tokenHash: "hash-3",
    rotatedAt: NOW,
    previous: [spent(2)],
    lateSince: NOW,
    ...overrides,
  });
}

function spent(generation: number, overrides: Partial<SpentToken> = {}): SpentToken {
  return {
    generation,
    keyId: "key-1",
    tokenHash: `hash-${generation}`,
    salt: `salt-${generation}`,
    supersededAt: NOW,
    successorConfirmedAt: null,
    retryKey: null,
    network: null,
    ...overrides,
  };
}

function ask(
  session: Session,
  generation: number,
  now: number,
  {
    request = BROWSER,
    policy = POLICY,
    user = OWNER,
    tokenHash = `hash-${generation}`,
  }: { request?: RotationRequest; policy?: RotationPolicy; user?: User | null; tokenHash?: string } = {},
) {
  return decide({ session, user }, { generation, tokenHash }, now, policy, request);
}

const REUSE = { kind: "revoke", reason: "reuse" };

describe("what is refused before the token is looked at", () => {
  test("a session that does not exist: REFRESH_TOKEN_INVALID", () => {
    const decision = decide(null, { generation: 0, tokenHash: "hash-0" }, NOW, POLICY, CLIENT);
    expect(decision).toEqual({ kind: "reject", code: "REFRESH_TOKEN_INVALID", reason: null, event: null });
  });

  test.each<[string, Session, User | null]>([
    ["a revoked session", rotatedSession({ revokedAt: NOW, revokeReason: "logout" }), OWNER],
    ["a deleted user", rotatedSession(), null],
    ["a disabled user", rotatedSession(), { ...OWNER, disabledAt: NOW }],
    ["a user of another epoch", rotatedSession(), { ...OWNER, epoch: 1 }],
  ])("%s: SESSION_REVOKED, even for a spent token", (_name, session, user) => {
    for (const generation of [2, 3]) {
      expect(ask(session, generation, NOW, { user })).toMatchObject({ kind: "reject", code: "SESSION_REVOKED" });
    }
  });

  test.each(["idleExpiresAt", "expiresAt"] as const)(
    "at %s the session is over, a millisecond before it is not",
    (field) => {
      const session = rotatedSession({ idleExpiresAt: NOW + DAY, expiresAt: NOW + 2 * DAY, [field]: NOW + HOUR });
      expect(ask(session, 3, NOW + HOUR)).toMatchObject({ kind: "reject", code: "SESSION_EXPIRED" });
      expect(ask(session, 3, NOW + HOUR - 1)).toMatchObject({ kind: "repeat" });
    },
  );

  test("a token of a later generation: a backup was restored; nothing is revoked, and the audit log records it", () => {
    expect(ask(rotatedSession(), 4, NOW)).toEqual({
      kind: "reject",
      code: "REFRESH_TOKEN_INVALID",
      reason: null,
      event: "state_rollback",
    });
  });

  test("a token from before a password change in this session was ended, not stolen", () => {
    const session = rotatedSession({ firstGeneration: 3, previous: [] });
    const refusal = { kind: "reject", code: "SESSION_REVOKED", reason: "password-change", event: null };
    for (const request of [BROWSER, CLIENT]) expect(ask(session, 2, NOW, { request })).toEqual(refusal);
  });

  test("a termination is rejected with its reason", () => {
    const refusalOf = (session: Session) => ask(session, 3, NOW);
    const revoked = rotatedSession({ revokedAt: NOW, revokeReason: "logout" });
    expect(refusalOf(revoked)).toEqual({ kind: "reject", code: "SESSION_REVOKED", reason: "logout", event: null });
    const idle = rotatedSession({ idleExpiresAt: NOW });
    expect(refusalOf(idle)).toEqual({ kind: "reject", code: "SESSION_EXPIRED", reason: "idle", event: null });
  });
});

describe("the current token", () => {
  test("with another secret: two tokens of one generation exist, so the session is revoked as a fork", () => {
    const decision = ask(rotatedSession(), 3, NOW, { tokenHash: "hash-other" });
    expect(decision).toMatchObject({ kind: "revoke", reason: "fork", next: { revokeReason: "fork", revokedAt: NOW } });
  });

  test("of a strict client is always rotated", () => {
    for (const confirmedAt of [null, NOW]) {
      expect(ask(rotatedSession({ confirmedAt }), 3, NOW, { request: CLIENT }).kind).toBe("rotate");
    }
  });

  test("of the first generation is always rotated", () => {
    const session = rotatedSession({ generation: 0, tokenHash: "hash-0", previous: [] });
    expect(ask(session, 0, NOW).kind).toBe("rotate");
  });

  test("of a browser is repeated while nobody has used it, and that confirms it", () => {
    const decision = ask(rotatedSession(), 3, NOW + HOUR);
    expect(decision).toEqual({
      kind: "repeat",
      presentedIsCurrent: true,
      late: false,
      next: rotatedSession({ version: 8, confirmedAt: NOW + HOUR, lastSeenAt: NOW + HOUR }),
    });
  });

  test("of a browser lives half the grace after its first use", () => {
    const session = rotatedSession({ confirmedAt: NOW });
    expect(ask(session, 3, NOW + HALF - 1)).toMatchObject({ kind: "repeat", next: null });
    expect(ask(session, 3, NOW + HALF).kind).toBe("rotate");
  });

  test("without any grace a browser is as strict as a client, also when the clock was set back", () => {
    const policy = { ...POLICY, grace: 0 };
    for (const confirmedAt of [NOW, NOW + HOUR]) {
      expect(ask(rotatedSession({ confirmedAt }), 3, NOW, { policy }).kind).toBe("rotate");
    }
  });

  test("a clock that was set back keeps it young", () => {
    expect(ask(rotatedSession({ confirmedAt: NOW + HOUR }), 3, NOW)).toMatchObject({ kind: "repeat", next: null });
  });
});

describe("rotation", () => {
  test("raises the generation by one and remembers the spent token", () => {
    const session = rotatedSession({ confirmedAt: NOW + 1 });
    const now = NOW + HALF + 1;
    const decision = ask(session, 3, now, { request: { ...BROWSER, retryKey: "retry", network: "192.0.2.1" } });
    expect(decision).toEqual({
      kind: "rotate",
      next: {
        ...session,
        version: 8,
        generation: 4,
        keyId: "key-new",
        tokenHash: "hash-new",
        rotatedAt: now,
        confirmedAt: null,
        lastSeenAt: now,
        idleExpiresAt: now + 7 * DAY,
        previous: [
          spent(2, { successorConfirmedAt: NOW + 1 }),
          spent(3, {
            keyId: session.keyId,
            salt: "salt-new",
            supersededAt: now,
            retryKey: "retry",
            network: "192.0.2.1",
          }),
        ],
      },
    });
  });

  test("to present a token proves that it arrived", () => {
    const decision = ask(rotatedSession(), 3, NOW + 1, { request: CLIENT });
    expect(decision).toMatchObject({ next: { previous: [{ generation: 2, successorConfirmedAt: NOW + 1 }, {}] } });
  });

  test("never moves the absolute expiry, and the idle one not past it", () => {
    const session = rotatedSession({ expiresAt: NOW + DAY, idleExpiresAt: NOW + HOUR });
    const decision = ask(session, 3, NOW, { request: CLIENT });
    expect(decision).toMatchObject({ next: { expiresAt: NOW + DAY, idleExpiresAt: NOW + DAY } });
  });

  test("forgets what is older than the grace, but for the token that it spends", () => {
    const session = rotatedSession({ confirmedAt: NOW });
    const generations = (now: number) => {
      const decision = ask(session, 3, now, { request: CLIENT });
      return decision.kind === "rotate" ? decision.next.previous.map((entry) => entry.generation) : [];
    };
    expect(generations(NOW + GRACE)).toEqual([2, 3]);
    expect(generations(NOW + GRACE + 1)).toEqual([3]);
  });

  test("forgets an older one also when it has to remember a younger one", () => {
    const older = spent(1, { supersededAt: NOW - HOUR, successorConfirmedAt: NOW - HOUR });
    const decision = ask(rotatedSession({ previous: [older, spent(2)] }), 3, NOW, { request: CLIENT });
    const kept = decision.kind === "rotate" ? decision.next.previous.map((entry) => entry.generation) : [];
    expect(kept).toEqual([2, 3]);
  });

  test("remembers four at most, and drops the oldest first", () => {
    const previous = [0, 1, 2].map((generation) => spent(generation, { successorConfirmedAt: NOW }));
    const full = rotatedSession({ generation: 4, tokenHash: "hash-4", previous: [...previous, spent(3)] });
    const decision = ask(full, 4, NOW, { request: CLIENT });
    const kept = decision.kind === "rotate" ? decision.next.previous.map((entry) => entry.generation) : [];
    expect(kept).toEqual([1, 2, 3, 4]);
  });

  test("leaves no hole in the chain when the clock was set back", () => {
    const previous = [spent(1, { supersededAt: NOW + HOUR, successorConfirmedAt: NOW + HOUR }), spent(2)];
    const decision = ask(rotatedSession({ previous }), 3, NOW + HOUR, { request: CLIENT });
    const kept = decision.kind === "rotate" ? decision.next.previous.map((entry) => entry.generation) : [];
    expect(kept).toEqual([1, 2, 3]);
  });
});

describe("a spent token", () => {
  test("that the record does not know is stolen", () => {
    expect(ask(rotatedSession(), 1, NOW)).toMatchObject(REUSE);
    expect(ask(rotatedSession(), 2, NOW, { tokenHash: "hash-other" })).toMatchObject(REUSE);
  });

  test("is known by its generation and its secret together", () => {
    expect(ask(rotatedSession(), 1, NOW, { tokenHash: "hash-2" })).toMatchObject(REUSE);
  });

  test("of a strict client is stolen, and the session ends", () => {
    const session = rotatedSession();
    expect(ask(session, 2, NOW, { request: CLIENT })).toEqual({
      ...REUSE,
      next: { ...session, version: 8, revokedAt: NOW, revokeReason: "reuse" },
    });
  });

  test.each<[string, RotationPolicy["tolerance"], RotationRequest, Session["openedBy"], "repeat" | "revoke"]>([
    ["a browser in a browser's session", "browser", BROWSER, "browser", "repeat"],
    ["a browser in a client's session", "browser", BROWSER, "client", "revoke"],
    ["a client in a browser's session", "browser", CLIENT, "browser", "revoke"],
    ["anybody under `always`", "always", CLIENT, "client", "repeat"],
    ["nobody under `never`", "never", BROWSER, "browser", "revoke"],
  ])("tolerance: %s", (_name, tolerance, request, openedBy, kind) => {
    const policy = { ...POLICY, tolerance };
    expect(ask(rotatedSession({ openedBy }), 2, NOW, { request, policy }).kind).toBe(kind);
  });

  test("is repeated within the grace of its spend, to the millisecond", () => {
    const session = rotatedSession({ confirmedAt: NOW });
    expect(ask(session, 2, NOW + GRACE)).toEqual({
      kind: "repeat",
      next: null,
      presentedIsCurrent: false,
      late: false,
    });
    expect(ask(session, 2, NOW + GRACE + 1)).toMatchObject(REUSE);
  });

  test("is repeated within the grace of its successor's first use, however late that was", () => {
    const session = rotatedSession({ confirmedAt: NOW + HOUR });
    expect(ask(session, 2, NOW + HOUR + GRACE).kind).toBe("repeat");
    expect(ask(session, 2, NOW + HOUR + GRACE + 1)).toMatchObject(REUSE);
  });

  test("further back counts from its own successor's first use", () => {
    const previous = [spent(1, { successorConfirmedAt: NOW + HOUR }), spent(2)];
    const session = rotatedSession({ previous, confirmedAt: NOW + 2 * HOUR });
    expect(ask(session, 1, NOW + HOUR + GRACE).kind).toBe("repeat");
    expect(ask(session, 1, NOW + HOUR + GRACE + 1)).toMatchObject(REUSE);
  });

  test("whose successor nobody used is answered late: the answer was lost", () => {
    const decision = ask(rotatedSession(), 2, NOW + HOUR);
    expect(decision).toEqual({
      kind: "repeat",
      presentedIsCurrent: false,
      late: true,
      next: rotatedSession({
        version: 8,
        lastSeenAt: NOW + HOUR,
        lateCount: 1,
        lateSince: NOW + HOUR,
        previous: [spent(2, { supersededAt: NOW + HOUR })],
      }),
    });
  });

  test("answered late opens its own window again and no other", () => {
    const before = spent(1, { successorConfirmedAt: NOW });
    const decision = ask(rotatedSession({ previous: [before, spent(2)] }), 2, NOW + HOUR);
    expect(decision).toMatchObject({ next: { previous: [before, spent(2, { supersededAt: NOW + HOUR })] } });
  });

  test("a burst of late requests costs one", () => {
    const first = ask(rotatedSession(), 2, NOW + HOUR);
    const after = first.kind === "repeat" ? first.next : null;
    expect(after).not.toBeNull();
    expect(ask(after ?? rotatedSession(), 2, NOW + HOUR + GRACE)).toMatchObject({ kind: "repeat", next: null });
  });

  test("five times in 24 hours, the sixth is theft, and a day later it counts from the start", () => {
    const late = (lateCount: number, at: number) => ask(rotatedSession({ lateCount }), 2, at);
    expect(late(4, NOW + HOUR)).toMatchObject({ kind: "repeat", next: { lateCount: 5, lateSince: NOW } });
    expect(late(5, NOW + HOUR)).toMatchObject(REUSE);
    expect(late(5, NOW + DAY - 1)).toMatchObject(REUSE);
    expect(late(5, NOW + DAY)).toMatchObject({ kind: "repeat", next: { lateCount: 1, lateSince: NOW + DAY } });
  });

  test("only the immediate predecessor is answered late", () => {
    const session = rotatedSession({ previous: [spent(1, { successorConfirmedAt: NOW }), spent(2)] });
    expect(ask(session, 1, NOW + HOUR)).toMatchObject(REUSE);
  });

  test("a clock that was set back revokes nothing", () => {
    expect(ask(rotatedSession({ confirmedAt: NOW }), 2, NOW - HOUR).kind).toBe("repeat");
  });
});

describe("a retry", () => {
  const retry: RotationRequest = { ...CLIENT, retryKey: "mine" };

  const stale = { kind: "reject", code: "REFRESH_TOKEN_INVALID", reason: null, event: "stale_retry_refused" };

  test("with the key that the token was spent with is repeated while nobody has used the successor, however late", () => {
    const session = rotatedSession({ previous: [spent(2, { retryKey: "mine" })] });
    expect(ask(session, 2, NOW + DAY, { request: retry })).toMatchObject({ kind: "repeat", next: null });
  });

  test("is repeated within the grace of its successor's first use; later it is a stale copy, refused without a revocation", () => {
    const session = rotatedSession({ previous: [spent(2, { retryKey: "mine" })], confirmedAt: NOW + HOUR });
    const at = (now: number) => ask(session, 2, now, { request: retry });
    expect(at(NOW + HOUR + GRACE)).toMatchObject({ kind: "repeat", next: null });
    expect(at(NOW + HOUR + GRACE + 1)).toEqual(stale);
  });

  test("of a token further back counts from its own successor's first use", () => {
    const previous = [spent(1, { retryKey: "mine", successorConfirmedAt: NOW }), spent(2)];
    const session = rotatedSession({ previous, confirmedAt: NOW + HOUR });
    const at = (now: number) => ask(session, 1, now, { request: retry });
    expect(at(NOW + GRACE)).toMatchObject({ kind: "repeat", next: null });
    expect(at(NOW + GRACE + 1)).toEqual(stale);
  });

  test("of a browser that is stale is refused, too, within the window of the spend", () => {
    const previous = [spent(2, { retryKey: "mine", supersededAt: NOW + HOUR })];
    const session = rotatedSession({ previous, confirmedAt: NOW });
    expect(ask(session, 2, NOW + HOUR, { request: { ...BROWSER, retryKey: "mine" } })).toEqual(stale);
  });

  test.each([
    ["another key", "other", "mine"],
    ["no key at the spend", null, "mine"],
    ["no key now", "mine", null],
    ["no key at all", null, null],
  ])("with %s is none", (_name, atSpend, now) => {
    const session = rotatedSession({ previous: [spent(2, { retryKey: atSpend })] });
    expect(ask(session, 2, NOW, { request: { ...CLIENT, retryKey: now } })).toMatchObject(REUSE);
  });

  test("a record that bears this request's own salt is its own write", () => {
    const session = rotatedSession({ previous: [spent(2, { salt: SUCCESSOR.salt })] });
    expect(ask(session, 2, NOW, { request: CLIENT })).toMatchObject({ kind: "repeat", next: null });
  });
});
