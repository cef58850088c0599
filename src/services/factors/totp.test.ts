import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { Secret, TOTP, URI } from "otpauth";
import { describe, expect, test } from "vitest";
import { findOnPath } from "../../../scripts/mongo/findOnPath.js";
import { SECOND } from "../../utils/duration.js";
import { toBase32 } from "./base32.js";
import { otpauthUri } from "./otpauthUri.js";
import { judgeCode, newTotpSecret, totpCode } from "./totp.js";

/** Of RFC 6238, appendix B, for SHA-1: eight digits there, of which ours are the last six. */
const RFC_SECRET = Buffer.from("12345678901234567890");
const RFC_VECTORS = [
  [59, "94287082"],
  [1_111_111_109, "07081804"],
  [1_111_111_111, "14050471"],
  [1_234_567_890, "89005924"],
  [2_000_000_000, "69279037"],
  [20_000_000_000, "65353130"],
] as const;

const STEP = 30 * SECOND;
const NOW = 1_800_000_000_000;
const CURRENT = NOW / STEP;
const oathtool = findOnPath("oathtool");

const secrets = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => Buffer.from(bytes));
const times = fc.integer({ min: 30_000, max: 4_102_444_800_000 });
const codeAt = (secret: Buffer, time: number) => totpCode(secret, Math.floor(time / STEP));
const atStep = (step: number) => totpCode(RFC_SECRET, step);
const judge = (code: string, { lastStep = 0, now = NOW } = {}) =>
  judgeCode({ secret: RFC_SECRET, lastStep }, code, now);

describe("a code of TOTP", () => {
  test.each(RFC_VECTORS)("is at second %i that of RFC 6238, appendix B", (second, code) => {
    expect(codeAt(RFC_SECRET, second * SECOND)).toBe(code.slice(2));
  });

  test("is that of the package otpauth, for every key and time", () => {
    fc.assert(
      fc.property(secrets, times, (secret, timestamp) => {
        const peer = new TOTP({ secret: Secret.fromBase32(toBase32(secret)) });
        expect(codeAt(secret, timestamp)).toBe(peer.generate({ timestamp }));
      }),
    );
  });

  test.skipIf(oathtool === null)("is that of oathtool, by the key in base32", () => {
    for (const secret of Array.from({ length: 10 }, newTotpSecret)) {
      const args = ["--totp", "--base32", `--now=@${NOW / SECOND}`, "--window=9", toBase32(secret)];
      const lines = execFileSync(oathtool ?? "", args, { encoding: "utf8" })
        .trim()
        .split("\n");
      expect(lines).toEqual(Array.from({ length: 10 }, (_, index) => totpCode(secret, CURRENT + index)));
    }
  });

  test("a key has 160 bits, and no two are alike", () => {
    expect(newTotpSecret()).toHaveLength(20);
    expect(newTotpSecret()).not.toEqual(newTotpSecret());
  });
});

describe("judgeCode", () => {
  test("accepts the code of this step, of the one before and of the one after", () => {
    for (const step of [CURRENT - 1, CURRENT, CURRENT + 1]) {
      expect(judge(atStep(step))).toEqual({ kind: "accepted", step });
    }
    for (const step of [CURRENT - 2, CURRENT + 2]) {
      expect(judge(atStep(step))).toEqual({ kind: "refused" });
    }
  });

  test("holds to the millisecond at which a step ends", () => {
    const code = atStep(CURRENT);
    const last = NOW + 2 * STEP - 1;
    expect(judge(code, { now: last })).toEqual({ kind: "accepted", step: CURRENT });
    expect(judge(code, { now: last + 1 })).toEqual({ kind: "refused" });
    expect(judge(code, { now: NOW - STEP })).toEqual({ kind: "accepted", step: CURRENT });
    expect(judge(code, { now: NOW - STEP - 1 })).toEqual({ kind: "refused" });
  });

  test("refuses a step at or before the last accepted one", () => {
    expect(judge(atStep(CURRENT), { lastStep: CURRENT })).toEqual({ kind: "refused" });
    expect(judge(atStep(CURRENT - 1), { lastStep: CURRENT })).toEqual({ kind: "refused" });
    expect(judge(atStep(CURRENT + 1), { lastStep: CURRENT })).toEqual({ kind: "accepted", step: CURRENT + 1 });
  });

  test("never accepts a code again after its step was stored, also where two steps share it", () => {
    const twin = 910_737;
    expect(atStep(twin)).toBe(atStep(twin + 1));
    const now = twin * STEP;
    const first = judge(atStep(twin), { now });
    expect(first).toEqual({ kind: "accepted", step: twin + 1 });
    expect(judge(atStep(twin), { now, lastStep: twin + 1 })).toEqual({ kind: "refused" });
  });

  test.each(["", "28708", "2870820", "abcdef", "２８７０８２", " 87082"])("refuses %j, whatever the key", (code) => {
    expect(judge(code)).toEqual({ kind: "refused" });
  });

  test("a clock at the epoch is no error", () => {
    expect(judge(atStep(0), { now: 0, lastStep: -1 })).toEqual({ kind: "accepted", step: 0 });
  });
});

describe("the key in an authenticator app", () => {
  test.each([
    ["", ""],
    ["f", "MY"],
    ["fo", "MZXQ"],
    ["foo", "MZXW6"],
    ["foob", "MZXW6YQ"],
    ["fooba", "MZXW6YTB"],
    ["foobar", "MZXW6YTBOI"],
  ])("%j is %j in base32, as in RFC 4648 §10", (text, encoded) => {
    expect(toBase32(Buffer.from(text))).toBe(encoded);
  });

  test("the URI is read by the package otpauth as it was meant", () => {
    const uri = otpauthUri({ secret: toBase32(RFC_SECRET), issuer: "Ada & Söhne", account: "ada+x@example.com" });
    expect(URI.parse(uri)).toMatchObject({
      issuer: "Ada & Söhne",
      label: "ada+x@example.com",
      algorithm: "SHA1",
      digits: 6,
      period: 30,
      secret: { base32: toBase32(RFC_SECRET) },
    });
    // Some apps show a plus sign for a blank that is written as one.
    expect(uri).not.toContain("+");
  });

  test("a colon in the name of the app does not become the border of the account", () => {
    const uri = otpauthUri({ secret: "MY", issuer: "Shop: Berlin", account: "ada@example.com" });
    expect(URI.parse(uri)).toMatchObject({ issuer: "Shop  Berlin", label: "ada@example.com" });
  });
});
