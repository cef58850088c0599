/** One password typed on two keyboards is one password: Unicode NFC (NIST SP 800-63B-4 §3.1.1.2). */
export function normalizePassword(password: string): string {
  return password.normalize("NFC");
}

/** The length of a password in characters: code points after normalization. */
export function passwordLength(password: string): number {
  return [...normalizePassword(password)].length;
}

/** How a hash with the current parameters begins: Argon2id with 19 MiB, two passes, one lane. */
export const CURRENT_HASH_PREFIX = "$argon2id$v=19$m=19456,t=2,p=1$";

// The rule of the CHECK on users.passwordHash in SQLite: a hash that one store takes, every store takes.
const ALPHABET = /^[-A-Za-z0-9$+/.,=]+$/;
// Each part ends at the first place where it can. That is enough to find a match, and avoids backtracking.
const PHC = /^\$[a-z][a-z0-9][^$]*\$.[^=]*=.[^$]*\$.[^$]*\$./;
const PHC_MIN_LENGTH = 32;
const BCRYPT = /^\$2[aby]\$\d\d\$.{53}$/;

/** Whether a text has the form of a stored password hash (a PHC string, or bcrypt's own form) and is no plain password. */
export function isPasswordHashForm(text: string): boolean {
  if (!ALPHABET.test(text)) return false;
  return BCRYPT.test(text) || (text.length >= PHC_MIN_LENGTH && PHC.test(text));
}
