import { describe, expect, test } from "vitest";
import { aSession, aUser, DAY, NOW } from "../../../test/support/records.js";
import type { EpochEnd, Session, User } from "../../stores/Store.js";
import { assertActive, terminationOf } from "./sessionStatus.js";

function judge(session: Partial<Session>, user: Partial<User> | null, now = NOW) {
  return terminationOf({ session: aSession(session), user: user === null ? null : aUser(user) }, now);
}

const epochEnd = (epoch: number, cause: EpochEnd["cause"], at: number): EpochEnd => ({ epoch, cause, at });

test("a session within its life, of a user in the same epoch, has not ended", () => {
  expect(judge({}, {})).toBeNull();
});

describe("the reason of a termination", () => {
  test.each(["logout", "replaced", "revoked", "reuse", "fork"] as const)("is its own: %s", (revokeReason) => {
    const end = judge({ revokedAt: NOW - 5, revokeReason }, {});
    expect(end).toEqual({ code: "SESSION_REVOKED", reason: revokeReason, at: NOW - 5 });
  });

  test.each(["logout-all", "password-change", "password-reset"] as const)("is its epoch's: %s", (cause) => {
    const end = judge({ epoch: 3 }, { epoch: 4, epochEnds: [epochEnd(3, cause, NOW - 7)] });
    expect(end).toEqual({ code: "SESSION_REVOKED", reason: cause, at: NOW - 7 });
  });

  test("is that of its own epoch's end, not of a later one", () => {
    const epochEnds = [epochEnd(0, "password-reset", NOW - 9), epochEnd(1, "logout-all", NOW - 3)];
    expect(judge({ epoch: 0 }, { epoch: 2, epochEnds })).toMatchObject({ reason: "password-reset", at: NOW - 9 });
  });

  test("is unknown when the epoch's end is forgotten, and dated by when the session was last seen", () => {
    const end = judge({ epoch: 0, lastSeenAt: NOW - DAY }, { epoch: 30, epochEnds: [epochEnd(29, "logout-all", NOW)] });
    expect(end).toEqual({ code: "SESSION_REVOKED", reason: "unknown", at: NOW - DAY });
  });

  test("is the account's: disabled, deleted", () => {
    expect(judge({}, { disabledAt: NOW - 2 })).toMatchObject({
      code: "SESSION_REVOKED",
      reason: "disabled",
      at: NOW - 2,
    });
    expect(judge({}, null)).toMatchObject({ code: "SESSION_REVOKED", reason: "deleted" });
  });

  test("is what came first: signing out everywhere does not hide a theft", () => {
    const user = { epoch: 1, epochEnds: [epochEnd(0, "logout-all", NOW - 1)] };
    expect(judge({ revokedAt: NOW - 2, revokeReason: "reuse" }, user)).toMatchObject({ reason: "reuse" });
    expect(judge({ revokedAt: NOW, revokeReason: "logout" }, user)).toMatchObject({ reason: "logout-all" });
  });

  test("is its own when it and the account's end fall on one millisecond", () => {
    const user = { epoch: 1, epochEnds: [epochEnd(0, "logout-all", NOW)] };
    expect(judge({ revokedAt: NOW, revokeReason: "reuse" }, user)).toMatchObject({ reason: "reuse" });
  });

  test("is time: idle at the very millisecond, or the absolute life when that came first", () => {
    const idle = { idleExpiresAt: NOW, expiresAt: NOW + DAY };
    expect(judge(idle, {}, NOW - 1)).toBeNull();
    expect(judge(idle, {})).toEqual({ code: "SESSION_EXPIRED", reason: "idle", at: NOW });
    const lifetime = { idleExpiresAt: NOW, expiresAt: NOW };
    expect(judge(lifetime, {})).toEqual({ code: "SESSION_EXPIRED", reason: "lifetime", at: NOW });
  });
});

test("a refusal has its reason", () => {
  const state = { session: aSession({ revokedAt: NOW, revokeReason: "revoked" as const }), user: aUser() };
  expect(() => assertActive(state, NOW)).toThrow(
    expect.objectContaining({ code: "SESSION_REVOKED", reason: "revoked" }),
  );
});
