import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MINUTE } from "../../../test/support/ManualClock.js";
import { aPasskey, NOW } from "../../../test/support/records.js";
import type { Passkey } from "../../stores/Store.js";
import { type Assertion, judgeAssertion } from "./judgeAssertion.js";

const LIFE = 5 * MINUTE;

function anAssertion(overrides: Partial<Assertion> = {}): Assertion {
  return { counter: 0, synced: true, backedUp: true, challengeHash: "hash", flowExpiresAt: NOW + LIFE, ...overrides };
}

/** The passkey after the assertion; throws where it is refused. */
function used(passkey: Passkey, assertion: Partial<Assertion>, now = NOW): Passkey {
  const verdict = judgeAssertion(passkey, anAssertion(assertion), now);
  if (verdict.kind !== "accepted") throw new Error(JSON.stringify(verdict));
  return verdict.next;
}

describe("a passkey without a counter", () => {
  test("is accepted, and its challenge, its use and its state of backup are noted", () => {
    const passkey = aPasskey({ backedUp: false, version: 3 });
    expect(judgeAssertion(passkey, anAssertion(), NOW)).toEqual({
      kind: "accepted",
      counterFell: false,
      next: {
        ...passkey,
        backedUp: true,
        lastUsedAt: NOW,
        spent: [{ hash: "hash", until: NOW + LIFE + MINUTE }],
        version: 4,
      },
    });
  });

  test("the same assertion is refused until its flow has ended, by the clock of any server", () => {
    const first = used(aPasskey(), {});
    for (const now of [NOW, NOW + LIFE, NOW + LIFE + MINUTE - 1]) {
      expect(judgeAssertion(first, anAssertion(), now)).toEqual({ kind: "refused", reason: "spent" });
    }
  });

  test("challenges that are over are forgotten", () => {
    const later = NOW + LIFE + MINUTE;
    const once = used(used(aPasskey(), {}), { challengeHash: "other", flowExpiresAt: later + LIFE }, later);
    expect(once.spent.map(({ hash }) => hash)).toEqual(["other"]);
  });

  test("the seventeenth within the life of a flow waits until the first is over", () => {
    const full = Array.from({ length: 16 }, (_, index) => index).reduce(
      (passkey, index) => used(passkey, { challengeHash: `${index}`, flowExpiresAt: NOW + LIFE + index }, NOW + index),
      aPasskey(),
    );
    const next = anAssertion({ challengeHash: "17th" });
    expect(judgeAssertion(full, next, NOW + 100)).toEqual({ kind: "busy", retryAfterSeconds: 360 });
    expect(judgeAssertion(full, next, NOW + LIFE + MINUTE).kind).toBe("accepted");
  });
});

describe("a passkey of one device that counts", () => {
  const device = { synced: false, backedUp: false };
  const passkey = aPasskey({ counter: 7, backedUp: false });

  test("needs no memory of challenges: a hundred in a row are accepted", () => {
    const after = Array.from({ length: 100 }, (_, index) => index).reduce(
      (current, index) => used(current, { ...device, counter: 8 + index, challengeHash: `${index}` }),
      passkey,
    );
    expect(after).toMatchObject({ counter: 107, spent: [] });
  });

  test.each([7, 6, 1, 0])("is refused with the counter %i, which shows a replay or a copy of the key", (counter) => {
    const verdict = judgeAssertion(passkey, anAssertion({ ...device, counter }), NOW);
    expect(verdict).toEqual({ kind: "refused", reason: "cloned" });
  });
});

describe("a synced passkey that counts on each device", () => {
  test("is accepted with a lower counter, which is reported, and the higher one stays", () => {
    const passkey = aPasskey({ counter: 7 });
    const verdict = judgeAssertion(passkey, anAssertion({ counter: 3 }), NOW);
    expect(verdict).toMatchObject({ kind: "accepted", counterFell: true, next: { counter: 7 } });
  });
});

test("no assertion is accepted twice, in whatever order the devices of a passkey use it", () => {
  const assertions = fc.uniqueArray(fc.record({ counter: fc.nat(4), synced: fc.boolean(), id: fc.nat(9) }), {
    selector: ({ id }) => id,
    minLength: 1,
    maxLength: 6,
  });
  const story = assertions.chain((all) =>
    fc.tuple(fc.constant(all), fc.array(fc.nat(all.length - 1), { maxLength: 20 })),
  );
  fc.assert(
    fc.property(story, ([all, order]) => {
      const accepted: number[] = [];
      order.reduce((passkey, index) => {
        const { id, ...signed } = all[index] ?? { id: 0, counter: 0, synced: true };
        const verdict = judgeAssertion(passkey, anAssertion({ ...signed, challengeHash: `${id}` }), NOW);
        if (verdict.kind !== "accepted") return passkey;
        accepted.push(id);
        return verdict.next;
      }, aPasskey());
      expect(new Set(accepted).size).toBe(accepted.length);
    }),
  );
});
