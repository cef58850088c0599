import { expect, test } from "vitest";
import { aPasskey, aSecondFactorsRecord, NOW } from "../../../test/support/records.js";
import { enrolledIn, recoveryCodesLeft } from "./EnrolledFactors.js";

const code = (usedAt: number | null) => ({ hash: `hash used at ${usedAt}`, usedAt });

test("a recovery code that was used is none any more", () => {
  expect(recoveryCodesLeft([])).toBe(0);
  expect(recoveryCodesLeft([code(null), code(NOW), code(null)])).toBe(2);
  expect(recoveryCodesLeft([code(NOW), code(NOW + 1)])).toBe(0);
});

test("an account has what its two records say together", () => {
  const recoveryCodes = [code(null), code(NOW), code(null)];
  const factors = aSecondFactorsRecord({ recoveryCodes });
  expect(enrolledIn(factors, [aPasskey()])).toEqual({ totp: true, recoveryCodesLeft: 2, passkeys: 1 });
  const withoutApp = { ...factors, totp: null };
  expect(enrolledIn(withoutApp, [])).toEqual({ totp: false, recoveryCodesLeft: 2, passkeys: 0 });
  expect(enrolledIn(null, [aPasskey(), aPasskey()])).toEqual({ totp: false, recoveryCodesLeft: 0, passkeys: 2 });
});
