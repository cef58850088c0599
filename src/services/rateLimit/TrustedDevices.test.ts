import { createHmac, hkdfSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY, ManualClock, MINUTE, SECOND } from "../../../test/support/ManualClock.js";
import { type DeviceOwner, joinDeviceTokens, TrustedDevices } from "./TrustedDevices.js";

const [SECRET, OLDER] = ["a refresh key for tests 0123456789", "an older key, for tests 0123456789"];
const LONG_AGO = 1;
const [ADA, GRACE] = [anOwner(0), anOwner(1)] as const;
const USERS = [ADA, GRACE, ...[2, 3, 4, 5, 6].map((index) => anOwner(index))];

function anOwner(index: number, overrides: Partial<DeviceOwner> = {}): DeviceOwner {
  const _id = `0192f0c0-0000-7000-8000-00000000000${index}`;
  return { _id, passwordChangedAt: LONG_AGO, emailVerifiedAt: null, ...overrides };
}

function someDevices(secrets: readonly string[] = [SECRET]) {
  const clock = new ManualClock();
  return { clock, devices: new TrustedDevices({ secrets, clock }) };
}

describe("a browser", () => {
  test("is known to the user who signed in, and to nobody else", () => {
    const { devices } = someDevices();
    const value = devices.issue(ADA, null);
    expect(devices.find(value, ADA)).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      trustedSince: LONG_AGO,
    });
    expect(devices.find(value, GRACE)).toBeNull();
  });

  test("is another device than any other browser of the user", () => {
    const { devices } = someDevices();
    const ids = Array.from({ length: 20 }, () => devices.find(devices.issue(ADA, null), ADA)?.id);
    expect(new Set(ids).size).toBe(20);
  });

  test("stays the same device at the next sign-in, so that its budget stays too", () => {
    const { clock, devices } = someDevices();
    const first = devices.issue(ADA, null);
    clock.advance(DAY);
    const second = devices.issue(ADA, first);
    expect(second).not.toBe(first);
    expect(second).toHaveLength(first.length);
    expect(devices.find(second, ADA)).toEqual(devices.find(first, ADA));
  });

  test("is known to five users who share it, the latest ones", () => {
    const { devices } = someDevices();
    const values: string[] = [];
    for (const user of USERS) values.push(devices.issue(user, values.at(-1) ?? null));
    const known = (value = "") => USERS.map((user) => devices.find(value, user) !== null);
    expect(known(values.at(4))).toEqual([true, true, true, true, true, false, false]);
    expect(known(values.at(-1))).toEqual([false, false, true, true, true, true, true]);
    // A sign-in makes its user the latest.
    const renewed = devices.issue(USERS[2] ?? ADA, values.at(-1) ?? "");
    expect(known(devices.issue(ADA, renewed))).toEqual([true, false, true, false, true, true, true]);
  });

  test("is known for 400 days after the latest sign-in, and not a millisecond longer", () => {
    const { clock, devices } = someDevices();
    const first = devices.issue(ADA, null);
    clock.advance(400 * DAY);
    expect(devices.find(first, ADA)).not.toBeNull();
    const renewed = devices.issue(ADA, first);
    clock.advance(1);
    expect(devices.find(first, ADA)).toBeNull();
    expect(devices.find(renewed, ADA)).not.toBeNull();
    expect(devices.issue(GRACE, first)).toHaveLength(first.length);
  });
});

// A thief who signed in with the old password keeps no budget for guesses at the new one.
describe("an entry from before the account's last change", () => {
  const CHANGES = [
    ["a new password", (at: number) => ({ passwordChangedAt: at })],
    ["a proof of the mailbox", (at: number) => ({ emailVerifiedAt: at })],
  ] as const;

  test.each(CHANGES)("is outdated: %s", (_name, changed) => {
    const { clock, devices } = someDevices();
    const before = anOwner(0, { passwordChangedAt: clock.now() });
    const values = Array.from({ length: 25 }, () => devices.issue(before, null));
    clock.advance(1);
    const after = { ...before, ...changed(clock.now()) };
    for (const value of values) {
      expect(devices.find(value, before)).not.toBeNull();
      expect(devices.find(value, after)).toBeNull();
    }
  });

  test("gives the browser that made the change a new device, whose budget nobody has used", () => {
    const { clock, devices } = someDevices();
    const value = devices.issue(ADA, null);
    clock.advance(DAY);
    const after = { ...ADA, passwordChangedAt: clock.now() };
    const renewed = devices.renew(value, { before: ADA, after }) ?? "";
    expect(devices.find(renewed, after)).toEqual({ id: expect.any(String), trustedSince: clock.now() });
    expect(devices.find(renewed, after)?.id).not.toBe(devices.find(value, ADA)?.id);
    // The old entry is not carried on beside it.
    expect(renewed).toHaveLength(value.length);
    expect(devices.renew(value, { before: after, after })).toBeNull();
    expect(devices.renew(null, { before: ADA, after })).toBeNull();
  });

  test("is outdated too when a sign-in under way, or a server whose clock is ahead, has made it", () => {
    const { clock, devices } = someDevices();
    const after = { ...ADA, passwordChangedAt: clock.now() };
    for (let seconds = 0; seconds < 59; seconds += 1) {
      clock.advance(SECOND);
      expect(devices.find(devices.issue(ADA, null), after)).toBeNull();
    }
  });

  test("is none that follows the change, at a server whose clock is behind", () => {
    const { clock, devices } = someDevices();
    const after = { ...ADA, passwordChangedAt: clock.now() + 30 * MINUTE };
    expect(devices.find(devices.issue(after, null), after)).not.toBeNull();
  });

  // It wrote the same entries, dated by its clock.
  test("of the release before is judged by its signed time of issue", () => {
    const { clock, devices } = someDevices();
    const key = Buffer.from(hkdfSync("sha256", SECRET, "", "latchkey device token v1", 32));
    const body = Buffer.alloc(22, 7);
    body.writeUIntBE(clock.now(), 16, 6);
    const mac = createHmac("sha256", key).update("latchkey device token v1").update(body).update(ADA._id).digest();
    const value = Buffer.concat([body, mac]).toString("base64url");
    expect(devices.find(value, ADA)?.id).toBe("07".repeat(16));
    expect(devices.find(value, { ...ADA, passwordChangedAt: clock.now() })).toBeNull();
    expect(devices.find(value, { ...ADA, emailVerifiedAt: clock.now() + 1 })).toBeNull();
  });
});

describe("the value of the cookie", () => {
  test("is short, needs no escape in a cookie, and says nothing of the user", () => {
    const { devices } = someDevices();
    const value = USERS.reduce<string | null>((all, user) => devices.issue(user, all), null) ?? "";
    expect(value).toMatch(/^[A-Za-z0-9_-]{72}(\.[A-Za-z0-9_-]{72}){4}$/);
    const bytes = Buffer.from(value.replaceAll(".", ""), "base64url");
    for (const { _id } of USERS) {
      expect(bytes.includes(_id)).toBe(false);
      expect(bytes.includes(Buffer.from(_id.replaceAll("-", ""), "hex"))).toBe(false);
    }
  });

  test("is worthless when anything of it was changed", () => {
    const { devices } = someDevices();
    const bytes = Buffer.from(devices.issue(ADA, null), "base64url");
    for (const [index, byte] of bytes.entries()) {
      const changed = Buffer.from(bytes);
      changed[index] = byte ^ 1;
      expect(devices.find(changed.toString("base64url"), ADA)).toBeNull();
    }
  });

  test("is joined from several cookies: the entries of the last ones, without what is none", () => {
    const { devices } = someDevices();
    const [first, second] = [devices.issue(ADA, null), devices.issue(GRACE, null)];
    const joined = joinDeviceTokens(["theirs", first, "a.b.c", "x".repeat(5000), second]);
    expect(joined).toBe(`${second}.${first}`);
    for (const user of [ADA, GRACE]) expect(devices.find(joined, user)).not.toBeNull();
    const planted = Array.from({ length: 5 }, () => devices.issue(USERS[2] ?? ADA, null)).join(".");
    expect(devices.find(joinDeviceTokens([planted, planted, first]), ADA)).not.toBeNull();
    expect(joinDeviceTokens([planted, planted, first]).split(".")).toHaveLength(5);
  });

  test("is not looked into when it is longer than any that was made here", () => {
    const { devices } = someDevices();
    const entry = devices.issue(ADA, null);
    const joined = (count: number) => Array.from({ length: count }, () => entry).join(".");
    expect(devices.find(joined(5), ADA)).not.toBeNull();
    expect(devices.find(joined(6), ADA)).toBeNull();
  });

  test("that nobody here made is no device and no error", () => {
    const { devices } = someDevices();
    const entry = fc
      .uint8Array({ minLength: 54, maxLength: 54 })
      .map((bytes) => Buffer.from(bytes).toString("base64url"));
    const value = fc.oneof(
      fc.constantFrom("", ".", "....", "a".repeat(10_000)),
      fc.string({ unit: "binary", maxLength: 400 }),
      fc.array(fc.oneof(entry, fc.base64String({ maxLength: 100 })), { maxLength: 8 }).map((parts) => parts.join(".")),
    );
    fc.assert(
      fc.property(value, (garbage) => {
        expect(devices.find(garbage, ADA)).toBeNull();
        const issued = devices.issue(ADA, garbage);
        expect(issued.length).toBeLessThanOrEqual(5 * 73);
        expect(devices.find(issued, ADA)).not.toBeNull();
      }),
    );
    expect(devices.find(null, ADA)).toBeNull();
  });
});

describe("of several secrets", () => {
  test("all verify and the first signs, so that a secret can be replaced", () => {
    const before = someDevices([OLDER]).devices.issue(ADA, null);
    const { devices } = someDevices([SECRET, OLDER]);
    const id = devices.find(before, ADA);
    expect(id).not.toBeNull();
    const renewed = devices.issue(ADA, before);
    expect(someDevices([SECRET]).devices.find(renewed, ADA)).toEqual(id);
    expect(someDevices([SECRET]).devices.find(before, ADA)).toBeNull();
  });

  test("at least one is needed", () => {
    expect(() => someDevices([])).toThrow("At least one");
  });
});

describe("the fingerprint of a device cookie", () => {
  test("finds the same device as the cookie, and is worth nothing as one", () => {
    const { devices } = someDevices();
    const value = devices.issue(GRACE, devices.issue(ADA, null));
    const fingerprint = devices.fingerprintOf(value);
    for (const user of [ADA, GRACE]) {
      expect(devices.findByFingerprint(fingerprint, user)).toEqual(devices.find(value, user));
      expect(devices.find(fingerprint, user)).toBeNull();
    }
    expect(devices.findByFingerprint(fingerprint, anOwner(2))).toBeNull();
    for (const entry of value.split(".")) expect(fingerprint).not.toContain(entry);
  });

  test("finds nothing in a cookie, in what is none, and after a change that outdates the device", () => {
    const { devices } = someDevices();
    const value = devices.issue(ADA, null);
    for (const other of [value, "", "x", devices.fingerprintOf(null)]) {
      expect(devices.findByFingerprint(other, ADA)).toBeNull();
    }
    const changed = { ...ADA, passwordChangedAt: new ManualClock().now() };
    expect(devices.findByFingerprint(devices.fingerprintOf(value), changed)).toBeNull();
  });

  test("is found with every secret", () => {
    const fingerprint = someDevices([OLDER]).devices.fingerprintOf(someDevices([OLDER]).devices.issue(ADA, null));
    expect(someDevices([SECRET, OLDER]).devices.findByFingerprint(fingerprint, ADA)).not.toBeNull();
    expect(someDevices([SECRET]).devices.findByFingerprint(fingerprint, ADA)).toBeNull();
  });
});
