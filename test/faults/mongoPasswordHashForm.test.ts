import { expect, test } from "vitest";
import { isPasswordHashForm } from "../../src/utils/passwordForm.js";
import { aUser } from "../support/records.js";
import { openSqliteStore, temporaryDatabase } from "../support/store/sqliteFolder.js";

const BCRYPT_TAIL = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ./".slice(0, 53);

const HASHES = [
  "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g",
  "$argon2id$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNo",
  "$scrypt$ln=16,r=8,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNo",
  "$pbkdf2-sha256$i=600000$c2FsdHNhbHQ.c2FsdA$aGFzaGhhc2hoYXNo",
  "$firebase-scrypt$ln=14,r=8,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNo",
  "$argon2i$v=16$m=4096,t=3,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNo",
  `$2a$10$${BCRYPT_TAIL}`,
  `$2b$12$${BCRYPT_TAIL}`,
  `$2y$05$${BCRYPT_TAIL}`,
];

const OTHERS = [
  "",
  "$",
  "correct horse battery staple",
  "correct$horse=battery$staple$and$many$more$words",
  "$argon2id$v=19$m=19456,t=2,p=1",
  "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$not a hash",
  "$Argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2g",
  "$argon2id$nothing$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaA",
  ` $2b$12$${BCRYPT_TAIL}`,
  `$2b$12$${BCRYPT_TAIL}\n`,
  `$2x$12$${BCRYPT_TAIL}`,
  `$2b$1x$${BCRYPT_TAIL}`,
  `$2b$12$${BCRYPT_TAIL}0`,
];

test.each([...HASHES.map((text) => ({ text, isHash: true })), ...OTHERS.map((text) => ({ text, isHash: false }))])(
  "both databases judge a password hash alike: $text",
  async ({ text, isHash }) => {
    expect(isPasswordHashForm(text)).toBe(isHash);
    const store = await openSqliteStore({ path: temporaryDatabase() });
    const stored = store.users.create(aUser({ passwordHash: text }));
    if (isHash) await expect(stored).resolves.toEqual({ kind: "created" });
    else await expect(stored).rejects.toThrow("CHECK");
  },
);
