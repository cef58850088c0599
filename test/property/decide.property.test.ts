import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Decision,
  decide,
  type RotationPolicy,
  type RotationRequest,
} from "../../src/services/session/rotation.js";
import type { AuthState, Session, SpentToken } from "../../src/stores/Store.js";
import { aSession, aUser, DAY, NOW } from "../support/records.js";

const HOUR = DAY / 24;
const GRACE = 10_000;
const HALF = GRACE / 2;
const LATE_LIMIT = 5;
const OWNER = aUser();
const { _id: SESSION_ID } = aSession();
const RUNS = 10_000;

interface Case {
  readonly state: AuthState | null;
  readonly presented: { generation: number; tokenHash: string };
  readonly now: number;
  readonly policy: RotationPolicy;
  readonly request: RotationRequest;
}

/** The rule of docs/why/rotation.md, written once more and line by line: the first line that holds decides. */
function verdictOfTheRule({ state, presented: p, now, policy, request }: Case): string {
  if (state === null) return "REFRESH_TOKEN_INVALID";
  const { session: s, user } = state;
  const since = (time: number) => Math.max(0, now - time);
  const isBrowser = request.fromBrowserCookie && s.openedBy === "browser";
  const tolerant = policy.tolerance === "always" || (policy.tolerance === "browser" && isBrowser);
  const late = since(s.lateSince) >= DAY ? 0 : s.lateCount;
  const e = s.previous.find(({ generation, tokenHash }) => generation === p.generation && tokenHash === p.tokenHash);
  const immediate = p.generation === s.generation - 1;
  const confirmedAt = (immediate ? s.confirmedAt : e?.successorConfirmedAt) ?? null;
  const c = confirmedAt ?? e?.supersededAt ?? 0;
  const isRetry = e !== undefined && e.retryKey !== null && e.retryKey === request.retryKey;

  const lines: [boolean, string][] = [
    [s.revokedAt !== null, "SESSION_REVOKED"],
    [user === null || user.disabledAt !== null || user.epoch !== s.epoch, "SESSION_REVOKED"],
    [now >= s.idleExpiresAt || now >= s.expiresAt, "SESSION_EXPIRED"],
    [p.generation < s.firstGeneration, "SESSION_REVOKED"],
    [p.generation > s.generation, "REFRESH_TOKEN_INVALID, state_rollback"],
    [p.generation === s.generation && p.tokenHash !== s.tokenHash, "fork"],
    [p.generation === s.generation && tolerant && s.generation > 0 && s.confirmedAt === null, "repeat the current"],
    [
      p.generation === s.generation && tolerant && s.generation > 0 && since(s.confirmedAt ?? 0) < policy.grace / 2,
      "repeat the current",
    ],
    [p.generation === s.generation, "rotate"],
    [e === undefined, "reuse"],
    [e?.salt === request.successor.salt, "repeat"],
    [isRetry && (confirmedAt === null || since(confirmedAt) <= policy.grace), "repeat"],
    [isRetry, "REFRESH_TOKEN_INVALID, stale_retry_refused"],
    [tolerant && since(Math.max(e?.supersededAt ?? 0, c)) <= policy.grace, "repeat"],
    [tolerant && immediate && s.confirmedAt === null && late < LATE_LIMIT, "repeat late"],
  ];
  return lines.find(([holds]) => holds)?.[1] ?? "reuse";
}

function verdictOf(decision: Decision): string {
  switch (decision.kind) {
    case "rotate":
      return "rotate";
    case "repeat":
      if (decision.presentedIsCurrent) return "repeat the current";
      return decision.late ? "repeat late" : "repeat";
    case "revoke":
      return decision.reason;
    case "reject":
      return decision.event === null ? decision.code : `${decision.code}, ${decision.event}`;
  }
}

// Every boundary of the rule, on both sides.
const time = fc
  .constantFrom(0, 1, HALF - 1, HALF, HALF + 1, GRACE, GRACE + 1, HOUR, DAY - 1, DAY, DAY + GRACE, -1, -GRACE, -HOUR)
  .map((offset) => NOW + offset);
const retryKey = fc.constantFrom(null, null, "key-1", "key-2");
const network = fc.constantFrom(null, "192.0.2.1", "2001:db8:0:0::/64");
const mostly = <T>(usual: T, rare: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: rare });

function spentTokens(generation: number): fc.Arbitrary<SpentToken[]> {
  const entry = fc.record({
    supersededAt: time,
    successorConfirmedAt: fc.option(time),
    retryKey,
    network,
    isOwnWrite: mostly(false, fc.constant(true)),
  });
  return fc.array(entry, { maxLength: Math.min(4, generation) }).map((entries) =>
    entries.map(({ isOwnWrite, ...times }, index) => {
      const spent = generation - entries.length + index;
      const salt = isOwnWrite ? "salt-new" : `salt-${spent}`;
      return { generation: spent, keyId: "key", tokenHash: `hash-${spent}`, salt, ...times };
    }),
  );
}

const session: fc.Arbitrary<Session> = fc.nat(6).chain((generation) =>
  fc
    .record({
      firstGeneration: mostly(0, fc.nat(generation)),
      rotatedAt: time,
      confirmedAt: fc.option(time),
      previous: spentTokens(generation),
      lateCount: fc.nat(6),
      lateSince: time,
      openedBy: fc.constantFrom("browser" as const, "client" as const),
      idleExpiresAt: mostly(NOW + 7 * DAY, time),
      expiresAt: mostly(NOW + 8 * DAY, time),
      revokedAt: mostly<number | null>(null, time),
    })
    .map((fields) =>
      aSession({ _id: SESSION_ID, userId: OWNER._id, generation, tokenHash: `hash-${generation}`, ...fields }),
    ),
);

const cases: fc.Arbitrary<Case> = fc
  .record({
    session,
    user: mostly<AuthState["user"]>(
      OWNER,
      fc.constantFrom(null, { ...OWNER, disabledAt: NOW }, { ...OWNER, epoch: 1 }, { ...OWNER, epoch: -1 }),
    ),
    isMissing: mostly(false, fc.constant(true)),
    behind: fc.integer({ min: -1, max: 6 }),
    isGenuine: mostly(true, fc.constant(false)),
    now: time,
    tolerance: fc.constantFrom("browser" as const, "browser" as const, "always" as const, "never" as const),
    grace: mostly(GRACE, fc.constant(0)),
    fromBrowserCookie: fc.boolean(),
    retryKey,
    network,
  })
  .map(
    ({ session, user, isMissing, behind, isGenuine, now, tolerance, grace, fromBrowserCookie, retryKey, network }) => {
      const generation = Math.max(0, session.generation - behind);
      return {
        state: isMissing ? null : { session, user },
        presented: { generation, tokenHash: isGenuine ? `hash-${generation}` : "hash-of-another" },
        now,
        policy: { tolerance, grace, idle: 7 * DAY },
        request: {
          fromBrowserCookie,
          retryKey,
          network,
          successor: { keyId: "key-new", tokenHash: "hash-new", salt: "salt-new" },
        },
      };
    },
  );

function decisionOn({ state, presented, now, policy, request }: Case): Decision {
  return decide(state, presented, now, policy, request);
}

/** Runs a check on random cases with the record before and after; cases without a next record say nothing. */
function everyNext(check: (decision: Decision, before: Session, after: Session, story: Case) => void): void {
  fc.assert(
    fc.property(cases, (story) => {
      const decision = decisionOn(story);
      const next = decision.kind === "reject" ? null : decision.next;
      if (story.state !== null && next !== null) check(decision, story.state.session, next, story);
    }),
    { numRuns: RUNS },
  );
}

describe("decide", () => {
  test("says what the rule says, in every case", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(cases, (story) => {
        const verdict = verdictOfTheRule(story);
        expect(verdictOf(decisionOn(story))).toBe(verdict);
        seen.add(verdict);
      }),
      { numRuns: 2 * RUNS },
    );
    // Every line of the rule was walked.
    expect([...seen].sort()).toEqual([
      "REFRESH_TOKEN_INVALID",
      "REFRESH_TOKEN_INVALID, stale_retry_refused",
      "REFRESH_TOKEN_INVALID, state_rollback",
      "SESSION_EXPIRED",
      "SESSION_REVOKED",
      "fork",
      "repeat",
      "repeat late",
      "repeat the current",
      "reuse",
      "rotate",
    ]);
  });

  test("is a function of what it is given, and changes nothing of it", () => {
    fc.assert(
      fc.property(cases, (story) => {
        const copy = structuredClone(story);
        expect(decisionOn(story)).toEqual(decisionOn(copy));
        expect(story).toEqual(copy);
      }),
      { numRuns: RUNS / 4 },
    );
  });
});

test("the network of a request decides nothing, and is kept with the token that it spends", () => {
  fc.assert(
    fc.property(cases, (story) => {
      const elsewhere = { ...story, request: { ...story.request, network: "198.51.100.1" } };
      const decision = decisionOn(elsewhere);
      expect(verdictOf(decision)).toBe(verdictOf(decisionOn(story)));
      if (decision.kind === "rotate") expect(decision.next.previous.at(-1)?.network).toBe("198.51.100.1");
    }),
    { numRuns: RUNS / 4 },
  );
});

describe("the next record", () => {
  test("is one version later, and who owns it and when it ends for good stay as they are", () => {
    everyNext((_decision, before, after) => {
      expect(after.version).toBe(before.version + 1);
      const { _id, userId, epoch, openedBy, createdAt, expiresAt, firstGeneration, rememberMe } = before;
      expect(after).toMatchObject({ _id, userId, epoch, openedBy, createdAt, expiresAt, firstGeneration, rememberMe });
      if (before.idleExpiresAt <= expiresAt) expect(after.idleExpiresAt).toBeLessThanOrEqual(expiresAt);
    });
  });

  test("is of a later generation after a rotation only, and that by one", () => {
    everyNext((decision, before, after) => {
      expect(after.generation - before.generation).toBe(decision.kind === "rotate" ? 1 : 0);
      if (decision.kind !== "rotate") expect(after.tokenHash).toBe(before.tokenHash);
    });
  });

  test("remembers four spent tokens at most, without a hole, up to the one just spent", () => {
    everyNext((_decision, _before, after) => {
      const generations = after.previous.map(({ generation }) => generation);
      const { length } = generations;
      expect(length).toBeLessThanOrEqual(4);
      expect(generations).toEqual(Array.from({ length }, (_, index) => after.generation - length + index));
    });
  });

  test("still knows every token that the rule lets in", () => {
    everyNext((decision, before, after, { now, policy }) => {
      if (decision.kind !== "rotate") return;
      const kept = new Set(after.previous.map(({ generation }) => generation));
      // Older ones fall to the limit of four.
      const needed = before.previous.filter((entry) => {
        const isImmediate = entry.generation === before.generation - 1;
        const confirmedAt = isImmediate ? (before.confirmedAt ?? now) : entry.successorConfirmedAt;
        const usedAt = Math.max(entry.supersededAt, confirmedAt ?? entry.supersededAt);
        return entry.generation > before.generation - 4 && now - usedAt <= policy.grace;
      });
      for (const { generation } of [...needed, before]) expect(kept).toContain(generation);
    });
  });

  test("counts a late recovery by one, and nothing else", () => {
    everyNext((decision, before, after, { now }) => {
      const isLate = decision.kind === "repeat" && decision.late;
      const isOver = now - before.lateSince >= DAY;
      expect(after.lateCount).toBe(isLate ? (isOver ? 1 : before.lateCount + 1) : before.lateCount);
      expect(after.lateCount).toBeLessThanOrEqual(Math.max(LATE_LIMIT, before.lateCount));
    });
  });

  test("of a revoked session differs in its end alone", () => {
    everyNext((decision, before, after, { now }) => {
      if (decision.kind !== "revoke") return;
      expect(after).toEqual({ ...before, version: before.version + 1, revokedAt: now, revokeReason: decision.reason });
    });
  });
});

test("a clock that goes back before all that is on record revokes nothing that a tolerant request presents", () => {
  fc.assert(
    fc.property(cases, ({ now: _, ...story }) => {
      const { state, presented } = story;
      const isKnown = state?.session.previous.some(({ generation }) => generation === presented.generation);
      fc.pre(isKnown === true && presented.tokenHash === `hash-${presented.generation}`);
      const policy = { ...story.policy, tolerance: "always" as const };
      expect(decisionOn({ ...story, policy, now: NOW - DAY }).kind).not.toBe("revoke");
    }),
    { numRuns: RUNS / 4 },
  );
});
