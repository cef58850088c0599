/** How a hash begins that is made today: Argon2id with 19 MiB, two passes, one lane. */
export const TODAYS_HASH = "$argon2id$v=19$m=19456,t=2,p=1$";

// The rule of the CHECK on users.passwordHash in SQLite: a hash that one store takes, every store takes.
const ALPHABET = /^[-A-Za-z0-9$+/.,=]+$/;
// Each part ends at the first place where it can, which is enough to find out whether there is a way, and leads to no other try.
const PHC = /^\$[a-z][a-z0-9][^$]*\$.[^=]*=.[^$]*\$.[^$]*\$./;
const PHC_MIN_LENGTH = 32;
const BCRYPT = /^\$2[aby]\$\d\d\$.{53}$/;

/** Whether a text has the form of a stored password hash (a PHC string, or bcrypt's own form) and is no plain password. */
export function isPasswordHashForm(text: string): boolean {
  if (!ALPHABET.test(text)) return false;
  return BCRYPT.test(text) || (text.length >= PHC_MIN_LENGTH && PHC.test(text));
}
