import commonPasswords from "@zxcvbn-ts/language-common/dist/passwords.json.mjs";

/** Whether a password is one of the 49,233 that guessing starts with, in any case and in full-width letters too. */
export function isCommonPassword(password: string): boolean {
  const words = new Set([password.normalize("NFC").toLowerCase(), password.normalize("NFKC").toLowerCase()]);
  return [...words].some((word) => commonPasswords.includes(word));
}
