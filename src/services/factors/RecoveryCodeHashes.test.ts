import { describe, expect, test } from "vitest";
import { canonicalRecoveryCode } from "../../utils/recoveryCodeForm.js";
import { recoveryCodesLeft } from "../assurance/index.js";
import { RecoveryCodeHashes } from "./RecoveryCodeHashes.js";

const SECRET = "the first secret 0123456789 abcdefghi";
const OTHER = "another secret 0123456789 abcdefghijk";
const NOW = 1_800_000_000_000;
const codes = new RecoveryCodeHashes([SECRET]);
const { shown, stored } = codes.make("ada");

function useOf(code: string | undefined, { by = codes, userId = "ada", from = stored } = {}) {
  return by.use(from, { userId, code: canonicalRecoveryCode(code ?? "") ?? "", now: NOW });
}

describe("recovery codes", () => {
  test("are ten, each XXXXX-XXXXX in Crockford's alphabet, and no two alike", () => {
    expect(shown).toHaveLength(10);
    expect(new Set([...shown, ...codes.make("ada").shown]).size).toBe(20);
    for (const code of shown) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
  });

  test("are stored as HMACs alone, in which nothing of a code can be read", () => {
    expect(stored).toHaveLength(10);
    for (const entry of stored) expect(entry).toEqual({ hash: expect.stringMatching(/^[\w-]{43}$/), usedAt: null });
    const [code = ""] = shown;
    expect(JSON.stringify(stored)).not.toContain(canonicalRecoveryCode(code));
  });

  test("each is used once, and the others stay", () => {
    const after = useOf(shown[3]) ?? [];
    expect(after).toEqual(stored.map((entry, index) => (index === 3 ? { ...entry, usedAt: NOW } : entry)));
    expect([recoveryCodesLeft(stored), recoveryCodesLeft(after)]).toEqual([10, 9]);
    expect(useOf(shown[3], { from: after })).toBeNull();
    expect(recoveryCodesLeft(useOf(shown[4], { from: after }) ?? [])).toBe(8);
  });

  test("one is worth nothing for another user, nor without the secret", () => {
    expect(useOf(shown[0], { userId: "bob" })).toBeNull();
    expect(useOf(shown[0], { by: new RecoveryCodeHashes([OTHER]) })).toBeNull();
  });

  test("every secret of a list verifies, the first makes", () => {
    const both = new RecoveryCodeHashes([OTHER, SECRET]);
    expect(useOf(shown[0], { by: both })).not.toBeNull();
    const made = both.make("ada");
    expect(useOf(made.shown[0], { from: made.stored })).toBeNull();
    expect(useOf(made.shown[0], { from: made.stored, by: new RecoveryCodeHashes([OTHER]) })).not.toBeNull();
  });

  test("a text that is none is refused", () => {
    expect(useOf("00000-00000")).toBeNull();
    expect(useOf("")).toBeNull();
  });
});

describe("a typed recovery code", () => {
  test.each(["01ABC-DEFGH", "01abcdefgh", " O1ABC defgh ", "oLabc-d-e-f-g-h", "0iABCDEFGH", "01ABC\tDEFGH"])(
    "%j is read as 01ABCDEFGH",
    (typed) => {
      expect(canonicalRecoveryCode(typed)).toBe("01ABCDEFGH");
    },
  );

  test.each(["", "01ABC-DEFG", "01ABC-DEFGHJ", "01ABC-DEFGU", "01ABC–DEFGH", "0１ABCDEFGH"])("%j is none", (typed) => {
    expect(canonicalRecoveryCode(typed)).toBeNull();
  });
});
