import { describe, expect, test } from "vitest";
import { type FirebaseScrypt, readImportedHash } from "../../src/services/password/index.js";
import { isPasswordHashForm } from "../../src/utils/passwordForm.js";
import { createHasher } from "../support/services/hasher.js";

const hasher = createHasher();
const PASSWORD = "correct horse battery";

/** The example of https://github.com/firebase/scrypt. */
const FIREBASE: FirebaseScrypt = {
  signerKey: Buffer.from(
    "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==",
    "base64",
  ),
  saltSeparator: Buffer.from("Bw==", "base64"),
  rounds: 8,
  memoryCost: 14,
};
const FIREBASE_HASH = {
  hash: "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
  salt: "42xEC+ixf3L2lw==",
};

function stored(hash: string, salt: string | null = null): string {
  const imported = readImportedHash({ hash, salt }, FIREBASE);
  if ("problem" in imported) throw new Error(imported.problem);
  return imported.stored;
}

/** Made by other implementations, with the password beside them. */
const VECTORS: readonly (readonly [string, string, string])[] = [
  // OpenBSD's and crypt_blowfish's test vectors.
  ["bcrypt, crypt_blowfish", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"],
  ["bcrypt of PHP, crypt_blowfish", "$2y$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "U*U*"],
  ["bcrypt of Django", "bcrypt$$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"],
  // The command argon2 of the reference implementation, as zitadel/passwap keeps its output.
  [
    "Argon2i",
    "$argon2i$v=19$m=4096,t=3,p=1$cmFuZG9tc2FsdGlzaGFyZA$YMvo8AUoNtnKYGqeODruCjHdiEbl1pKL2MsYy9VgU/E",
    "password",
  ],
  [
    "Argon2d",
    "$argon2d$v=19$m=4096,t=3,p=1$cmFuZG9tc2FsdGlzaGFyZA$CB0Du96aj3fQVcVSqb0LIA6Z6fpStjzjVkaC3RlpK9A",
    "password",
  ],
  [
    "Argon2id",
    "$argon2id$v=19$m=4096,t=3,p=1$cmFuZG9tc2FsdGlzaGFyZA$DYojYpnUWSMmTtrkVXyaNWVGxLmGe1n8VJBPDdFkbjU",
    "password",
  ],
  // argon2-cffi, which is the reference implementation; the second one of the first version, with 16 bytes the third.
  [
    "Argon2i 1.0",
    "$argon2i$v=16$m=1024,t=2,p=2$c29tZXNhbHQxMjM0NTY3OA$q1h69erCNZ3TyA+Vlugy8Vrj3xaxDqD4/83buXbzkEI",
    PASSWORD,
  ],
  [
    "Argon2i 1.0 unnamed",
    "$argon2i$m=1024,t=2,p=2$c29tZXNhbHQxMjM0NTY3OA$q1h69erCNZ3TyA+Vlugy8Vrj3xaxDqD4/83buXbzkEI",
    PASSWORD,
  ],
  ["Argon2id of 16 bytes", "$argon2id$v=19$m=1024,t=2,p=2$c29tZXNhbHQxMjM0NTY3OA$KQ2GxU72WrgWtnWou9NWKw", PASSWORD],
  // Django 5.2.
  [
    "Argon2 of Django",
    "argon2$argon2id$v=19$m=102400,t=2,p=8$bGxIQ2NVNGhZM0hoQm1udklFTDliNQ$RqUsPHvnrM7PCCZQi9r91C3yLcPcO9Bt3ydUvOV3bDI",
    PASSWORD,
  ],
  [
    "PBKDF2 of Django",
    "pbkdf2_sha256$1000000$xVkpuPeJ1OYIZHL7aHLzxV$TI9jI8hkFhtLSYkN2Tf78SbM4R3AWC9GUMAQ5NKHPjQ=",
    PASSWORD,
  ],
  ["PBKDF2 of Django, SHA-1", "pbkdf2_sha1$1000000$0ZVLl5vi9c3Qn21EuZ8SQS$BcXv8VZxyHK9g3PHC4g8cuaR5Lc=", PASSWORD],
  [
    "scrypt of Django",
    "scrypt$16384$Qc8FE0qtjZTDuLQXvaz9dS$8$5$ZdkXkhU2v+VVR+/HAFkO4qKd32I6cF7AfHsGU2OIJw4t23Qi0iJNog8L9yTNoo9y6tOs/7yz4A5R/+hjHyEknw==",
    PASSWORD,
  ],
  // Django's own tests, tests/auth_tests/test_hashers.py.
  ["PBKDF2 of Django's tests", "pbkdf2_sha256$600000$seasalt$OAXyhAQ/4ZDA9V5RMExt3C1OwQdUpLZ99vm1McFlLRA=", "lètmein"],
  [
    "scrypt of Django's tests",
    "scrypt$16384$seasalt$8$1$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/NYafTJ7tibgfYz71m0ldQESkXFRkdVCBhhY8mx7rQwite/Pw==",
    "lètmein",
  ],
  // passlib 1.7.4; those of twelve iterations as zitadel/passwap keeps them.
  ["PBKDF2 of passlib, SHA-1", "$pbkdf2$12$cmFuZG9tc2FsdGlzaGFyZA$mwUqsMixIYMc/0eN4v1.l3SVDpk", "password"],
  [
    "PBKDF2 of passlib, SHA-256",
    "$pbkdf2-sha256$12$cmFuZG9tc2FsdGlzaGFyZA$OFvEcLOIPFd/oq8egf10i.qJLI7A8nDjPLnolCWarQY",
    "password",
  ],
  [
    "PBKDF2 of passlib, SHA-512",
    "$pbkdf2-sha512$25000$tdYaI8TYe08JQejdmxNiLA$mFrh287JTc5bqCNSXUpXChRzDRXpihjuHX7eJjVUmxqpaGRQC9Iw.H3OxYUJeaFT8wDmsUOaOgTSArv2JULkHw",
    PASSWORD,
  ],
  [
    "scrypt of passlib",
    "$scrypt$ln=16,r=8,p=1$1VorBQAAgJBSKuX8HyOkFA$GZ+nbFfy3DdGyvOiARmzECUWlZ+WYP/Kik9EW9akKoE",
    PASSWORD,
  ],
  // RFC 7914 §12 and §11, written as PHC strings.
  [
    "scrypt of RFC 7914",
    "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw",
    "pleaseletmein",
  ],
  [
    "PBKDF2 of RFC 7914",
    "$pbkdf2-sha256$i=80000$TmFDbA$TdzY9guYviGDDO5e8icB+WQaRBjQTAQUrv8Ih2s0q1ah1CWhIlgzVJrbhBtRybMXaicr3ruh0HhHj2Kzl/M8jQ",
    "Password",
  ],
  // better-auth 1.7.25; the second password has a ligature and a sign that NFKC replaces.
  [
    "Better Auth",
    "19a82bc4f4ef8c7690f417d1f33c8819:2de400458b9fbe98c9d8cd578baffc00c0d7e8bf3c4833140a09e24eb8f4c4ba5e06f960af7e182b7bd3cc431ca9c6f34a1a30e60d6a573fb4e1be6c5bff08cd",
    PASSWORD,
  ],
  [
    "Better Auth, beyond ASCII",
    "0f03edfbca011dec300f743b1ab3f7d9:d7dbfbcb9628babc7c470581ad6defdd2f193e5b2295e37a9f4c259e4dd3f3a99246a88b33c2886ff70afefe2092cda0bd388b4cf750232af3172f315d0d9b7d",
    "ﬁancé Ω password",
  ],
];

describe("a hash of another system", () => {
  test.each(VECTORS)("%s: fits its password and no other, and waits for its upgrade", async (_, hash, password) => {
    const text = stored(hash);
    expect(isPasswordHashForm(text)).toBe(true);
    expect(await hasher.verify(text, password)).toBe(true);
    expect(await hasher.verify(text, `${password}x`)).toBe(false);
    expect(hasher.needsRehash(text)).toBe(true);
  });

  test("Firebase: fits its password and no other; the signer key is not in what is stored", async () => {
    const text = stored(FIREBASE_HASH.hash, FIREBASE_HASH.salt);
    expect(text).toMatch(/^\$firebase-scrypt\$ln=14,r=8,p=1\$/);
    expect(isPasswordHashForm(text)).toBe(true);
    expect(await hasher.verify(text, "user1password")).toBe(true);
    expect(await hasher.verify(text, "user2password")).toBe(false);
    expect(text).not.toContain(FIREBASE_HASH.hash.slice(0, 20));
    const urlSafe = FIREBASE_HASH.hash.replaceAll("/", "_").replaceAll("+", "-");
    expect(stored(urlSafe, FIREBASE_HASH.salt)).toBe(text);
  });

  test("Firebase with another signer key fits nobody", async () => {
    const signerKey = Buffer.from(FIREBASE.signerKey).fill(7, 60);
    const imported = readImportedHash(FIREBASE_HASH, { ...FIREBASE, signerKey });
    expect("stored" in imported && (await hasher.verify(imported.stored, "user1password"))).toBe(false);
  });

  test("one in the current form is taken as it is", async () => {
    const today = await hasher.hash(PASSWORD);
    expect(stored(today)).toBe(today);
    expect(hasher.needsRehash(stored(today))).toBe(false);
  });

  test("one typed without composing fits, as its system hashed what was typed", async () => {
    // Python's hashlib: pbkdf2_hmac("sha256", "pa" + U+0308 + "ssword", b"a salt", 1000).
    const hash = "pbkdf2_sha256$1000$a salt$VZhVxWRqPJD1SiuzMu2rqIv0GkEZFT+iFBsS5ZY3a5w=";
    expect(await hasher.verify(stored(hash), "pa\u0308ssword")).toBe(true);
  });
});

const TAIL = "$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA";

describe("no hash is taken that would never be checked", () => {
  test.each([
    "",
    "correct horse battery staple",
    "5f4dcc3b5aa765d61d8327deb882cf99",
    "sha1$seasalt$cff36ea83f5706ce9aa7454e63e431fc726b2dc8",
    "bcrypt_sha256$$2b$12$abcdefghijklmnopqrstuvABCDEFGHIJKLMNOPQRSTUVWXYZ12345",
    "!unusable",
    "$2b$10$short",
    `$argon2id$v=19$m=8,t=1,p=4${TAIL}`,
    `$argon2id$v=18$m=4096,t=1,p=1${TAIL}`,
    "$argon2id$v=19$m=4096,t=1,p=1$c2FsdA$aGFzaGhhc2hoYXNoaGFzaA",
    "scrypt$16383$seasalt$8$1$aGFzaGhhc2hoYXNoaGFzaA==",
    `$scrypt$ln=0,r=8,p=1${TAIL}`,
    `$pbkdf2-md5$i=1000${TAIL}`,
    `$pbkdf2-sha256$i=0${TAIL}`,
  ])("of an unknown form: %j", (hash) => {
    expect(readImportedHash({ hash, salt: null }, null)).toEqual({
      problem: "It is not a hash of a known format: see docs/guides/moving-in.md.",
    });
  });

  test.each([
    "$2b$15$abcdefghijklmnopqrstuvABCDEFGHIJKLMNOPQRSTUVWXYZ.1234",
    `$argon2id$v=19$m=262144,t=3,p=1${TAIL}`,
    `$scrypt$ln=20,r=8,p=1${TAIL}`,
    "pbkdf2_sha256$3000000$seasalt$aGFzaGhhc2hoYXNoaGFzaA==",
  ])("too costly: %s", (hash) => {
    expect(readImportedHash({ hash, salt: null }, null)).toMatchObject({ problem: expect.stringContaining("costly") });
  });

  test("so short that another password would soon fit", () => {
    const hash = "$pbkdf2-sha256$i=1000$c2FsdHNhbHRzYWx0$aGFzaGhhc2g";
    expect(readImportedHash({ hash, salt: null }, null)).toMatchObject({
      problem: expect.stringContaining("16 to 64"),
    });
  });

  test("Firebase's without its parameters, of another length, or malformed", () => {
    expect(readImportedHash(FIREBASE_HASH, null)).toMatchObject({ problem: expect.stringContaining("--firebase") });
    const cut = { ...FIREBASE_HASH, hash: FIREBASE_HASH.hash.slice(0, 40) };
    expect(readImportedHash(cut, FIREBASE)).toMatchObject({ problem: expect.stringContaining("signer key") });
    expect(readImportedHash({ ...FIREBASE_HASH, salt: "$$" }, FIREBASE)).toHaveProperty("problem");
  });

  test.each([
    "$2b$12$abcdefghijklmnopqrstuvABCDEFGHIJKLMNOPQRSTUVWXYZ.1234",
    `$argon2id$v=19$m=47104,t=1,p=1${TAIL}`,
    `$argon2id$v=19$m=65536,t=3,p=4${TAIL}`,
    `$scrypt$ln=17,r=8,p=1${TAIL}`,
    `$pbkdf2-sha1$i=1300000${TAIL}`,
    `$pbkdf2-sha256$i=1500000${TAIL}`,
    `$pbkdf2-sha512$i=210000${TAIL}`,
  ])("but what guides and libraries recommend is: %s", (hash) => {
    expect(readImportedHash({ hash, salt: null }, null)).toHaveProperty("stored", hash);
  });
});
