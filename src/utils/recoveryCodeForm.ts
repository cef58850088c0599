/** Crockford's base 32: no I, L, O and U, which are read as other characters or as a word. */
export const RECOVERY_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
export const RECOVERY_CODE_LENGTH = 10;

const FORM = /^[0-9A-HJKMNP-TV-Z]{10}$/;

/**
 * The stored form of a recovery code that somebody typed, or `null` when it cannot be one. Case, hyphens and blanks do not matter; I
 * and L are read as 1, O as 0.
 *
 * @example
 * canonicalRecoveryCode("oil2a-4c6e8"); // "0112A4C6E8"
 */
export function canonicalRecoveryCode(typed: string): string | null {
  const code = typed.replaceAll(/[\s-]/g, "").toUpperCase().replaceAll(/[IL]/g, "1").replaceAll("O", "0");
  return FORM.test(code) ? code : null;
}

/** As it is shown: XXXXX-XXXXX. */
export function shownRecoveryCode(code: string): string {
  return `${code.slice(0, RECOVERY_CODE_LENGTH / 2)}-${code.slice(RECOVERY_CODE_LENGTH / 2)}`;
}
