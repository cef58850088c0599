import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock, MINUTE } from "../../../test/support/ManualClock.js";
import { createMemoryStore } from "../../../test/support/memoryStore/index.js";
import { aUser, NOW } from "../../../test/support/records.js";
import type { EmailCodeStore } from "../../stores/Store.js";
import { EMAIL_CODE_LIFE, EmailCodes } from "./index.js";

const ADA = aUser();

let clock: ManualClock;
let codes: EmailCodeStore;
let emailCodes: EmailCodes;

beforeEach(async () => {
  const store = createMemoryStore();
  await store.open();
  [clock, codes] = [new ManualClock(NOW), store.emailCodes];
  emailCodes = new EmailCodes({ codes, clock });
});

/** Makes a code as the job of a request does, which was made at `at`. */
function issue(flowHash: string, { isOfKnownDevice = false, at = clock.now() } = {}): Promise<string | null> {
  return emailCodes.issue(ADA, { flowHash, isOfKnownDevice, expiresAt: at + EMAIL_CODE_LIFE });
}

const spend = (flowHash: string, code: string | null) => emailCodes.spend(ADA, { flowHash, code: code ?? "" });

/** A code that is not this one. */
const wrong = (code: string | null) => (code === "00000000" ? "00000001" : "00000000");

describe("a job that is tried again", () => {
  test("replaces the code of its flow, and takes no place more", async () => {
    const first = await issue("a");
    await issue("b");
    await issue("c");
    const second = await issue("a");
    expect(second).toMatch(/^\d{8}$/);
    expect((await codes.get(ADA._id))?.waiting).toHaveLength(3);
    expect(await spend("a", first === second ? wrong(first) : first)).toBe(false);
    expect(await spend("a", second)).toBe(true);
  });

  test("keeps the tries: a stranger who holds the flow gets five for all its codes", async () => {
    const first = await issue("a");
    for (let tried = 0; tried < 4; tried += 1) expect(await spend("a", wrong(first))).toBe(false);
    const second = await issue("a");
    expect(await spend("a", wrong(second))).toBe(false);
    expect(await spend("a", second)).toBe(false);
  });

  test("makes none when its flow is over", async () => {
    const at = clock.now();
    clock.advance(EMAIL_CODE_LIFE - 1);
    expect(await issue("a", { at })).not.toBeNull();
    clock.advance(1);
    expect(await issue("a", { at })).toBeNull();
  });

  test("of a known device does not end the code of a newer request", async () => {
    const at = clock.now();
    clock.advance(MINUTE);
    const newer = await issue("b", { isOfKnownDevice: true });
    expect(await issue("a", { isOfKnownDevice: true, at })).toBeNull();
    expect(await spend("b", newer)).toBe(true);
  });
});

test("a code is spent once, and a flow without one is refused", async () => {
  const code = await issue("a");
  expect(await spend("b", code)).toBe(false);
  expect(await spend("a", code)).toBe(true);
  expect(await spend("a", code)).toBe(false);
});

test("a code that was mailed to an address which the user has left is worth nothing, and takes no place", async () => {
  const [code] = [await issue("a"), await issue("b"), await issue("c")];
  const moved = { ...ADA, email: "moved@example.com" };
  expect(await emailCodes.spend(moved, { flowHash: "a", code: code ?? "" })).toBe(false);
  expect(
    await emailCodes.issue(moved, { flowHash: "d", isOfKnownDevice: false, expiresAt: NOW + MINUTE }),
  ).not.toBeNull();
});

test("a right code is judged right while a stranger tries another code of the user", async () => {
  const [code] = [await issue("a"), await issue("b")];
  const strangers = Array.from({ length: 4 }, () => spend("b", "00000000"));
  expect(await Promise.all([spend("a", code), ...strangers])).toEqual([true, false, false, false, false]);
  expect((await codes.get(ADA._id))?.waiting).toMatchObject([{ flowHash: "b", tries: 4 }]);
});

test("codes have eight digits, and all of them are used", async () => {
  const made = new Set<string>();
  for (let index = 0; index < 200; index += 1) {
    made.add((await issue(`flow ${index}`)) ?? "");
    clock.advance(EMAIL_CODE_LIFE);
  }
  expect(made.size).toBeGreaterThan(190);
  for (const code of made) expect(code).toMatch(/^\d{8}$/);
  const digits = new Set([...made].join(""));
  expect([...digits].sort().join("")).toBe("0123456789");
});
