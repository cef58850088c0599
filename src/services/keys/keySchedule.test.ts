import { describe, expect, test } from "vitest";
import { DAY, MINUTE } from "../../utils/duration.js";
import { expiredKeys, keyStates, nextScheduledKey, signerOf, waitingKeyOf } from "./keySchedule.js";

const NOW = 1_800_000_000_000;
const POLICY = { rotation: 90 * DAY, tokenLife: 15 * MINUTE };
const keys = (...times: number[]) => times.map((signsFrom) => ({ signsFrom }));

describe("the key that signs", () => {
  test("is the last one whose time has come, from its millisecond on", () => {
    const all = keys(NOW - 2, NOW - 1, NOW, NOW + 1);
    expect(signerOf(all, NOW)).toBe(all[2]);
    expect(signerOf(all, NOW + 1)).toBe(all[3]);
  });

  test("is the later of two with one time", () => {
    const all = keys(NOW, NOW);
    expect(signerOf(all, NOW)).toBe(all[1]);
    expect(keyStates(all, NOW, POLICY).map(({ state }) => state)).toEqual(["retired", "signing"]);
  });

  test("is the first when its maker's clock is ahead: there is always one, unless there is no key", () => {
    const all = keys(NOW + 5, NOW + DAY);
    expect(signerOf(all, NOW)).toBe(all[0]);
    expect(signerOf([], NOW)).toBeUndefined();
  });
});

test("the one that waits is the last, unless it signs already", () => {
  const all = keys(NOW - 1, NOW + 1);
  expect(waitingKeyOf(all, NOW)).toBe(all[1]);
  expect(waitingKeyOf(all, NOW + 1)).toBeUndefined();
  expect(waitingKeyOf(keys(NOW + 1), NOW)).toBeUndefined();
  expect(waitingKeyOf([], NOW)).toBeUndefined();
});

test("a key retires when the next signs, and may go an hour after its last token has expired", () => {
  const [retired, signing, next] = keyStates(keys(NOW - 100, NOW - 10, NOW + DAY), NOW, POLICY);
  const end = NOW - 10 + 15 * MINUTE + 60 * MINUTE;
  expect(retired).toMatchObject({ state: "retired", retiresAt: NOW - 10, deletableAt: end });
  expect(signing).toMatchObject({ state: "signing", retiresAt: NOW + DAY });
  expect(next).toMatchObject({ state: "next", retiresAt: null, deletableAt: null });
});

describe("an expired key", () => {
  const all = keys(NOW - 100 * DAY, NOW, NOW + DAY);
  const end = NOW + 75 * MINUTE;

  test("is retired, and its last token has expired", () => {
    expect(expiredKeys(all, end - 1, POLICY)).toEqual([]);
    expect(expiredKeys(all, end, POLICY)).toEqual([all[0]]);
  });

  test("is never the one that signs nor one that waits, however late it is", () => {
    expect(expiredKeys(all, NOW + 10_000 * DAY, POLICY)).toEqual(all.slice(0, 2));
    expect(expiredKeys(keys(NOW), NOW + 10_000 * DAY, POLICY)).toEqual([]);
  });
});

describe("the key that is due", () => {
  const due = NOW + 90 * DAY;

  test("is the first one at once", () => {
    expect(nextScheduledKey([], NOW, POLICY)).toEqual({ signsFrom: NOW });
    expect(nextScheduledKey([], NOW, { ...POLICY, rotation: null })).toEqual({ signsFrom: NOW });
  });

  test("is made a day before it signs, and signs on time", () => {
    expect(nextScheduledKey(keys(NOW), due - DAY - 1, POLICY)).toBeNull();
    expect(nextScheduledKey(keys(NOW), due - DAY, POLICY)).toEqual({ signsFrom: due });
  });

  test("is published a day ahead also when it comes late", () => {
    expect(nextScheduledKey(keys(NOW), due + 5 * DAY, POLICY)).toEqual({ signsFrom: due + 6 * DAY });
  });

  test("is none while one waits, and none when only an operator rotates", () => {
    expect(nextScheduledKey(keys(NOW, due + DAY), due, POLICY)).toBeNull();
    expect(nextScheduledKey(keys(NOW), due, { ...POLICY, rotation: null })).toBeNull();
  });
});
