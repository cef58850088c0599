import { isPasswordHashForm } from "../../utils/passwordForm.js";
import { trimTrailing } from "../../utils/trimTrailing.js";
import { readLegacyHash } from "./legacyHashes.js";

/** What a Firebase project calls its password hash parameters. The signer key is a secret. */
export interface FirebaseScrypt {
  readonly signerKey: Buffer;
  readonly saltSeparator: Buffer;
  readonly rounds: number;
  readonly memoryCost: number;
}

/** A hash as another system writes it. `salt`: for systems that keep it beside the hash, as Firebase does. */
export interface ForeignHash {
  readonly hash: string;
  readonly salt: string | null;
}

/** The text to store and its algorithm, or why the hash is refused. A problem never quotes the hash. */
export type ImportedHash = { readonly stored: string; readonly algorithm: string } | { readonly problem: string };

const UNKNOWN = "It is not a hash of a known format: see docs/guides/moving-in.md.";

/** Reads a hash in the formats of other systems. It refuses hashes that would never be verified at a sign-in. */
export function readImportedHash({ hash, salt }: ForeignHash, firebase: FirebaseScrypt | null): ImportedHash {
  const stored = salt === null ? toStoredForm(hash) : toFirebaseForm(hash, salt, firebase);
  if (typeof stored !== "string") return stored ?? { problem: UNKNOWN };
  const reading = readLegacyHash(stored);
  if (reading === null || !isPasswordHashForm(stored)) return { problem: UNKNOWN };
  if ("problem" in reading) return reading;
  return { stored, algorithm: algorithmOf(stored) };
}

interface ImportFormat {
  readonly form: RegExp;
  /** `null` when the text only looks like this format. */
  toStored(parts: Readonly<Record<string, string>>): string | null;
}

const IMPORT_FORMATS: readonly ImportFormat[] = [
  // Django: the name of its hasher, then the standard form.
  { form: /^bcrypt\$(?<rest>\$2[aby]\$.+)$/, toStored: ({ rest = "" }) => rest },
  { form: /^argon2\$(?<rest>argon2.+)$/, toStored: ({ rest = "" }) => `$${rest}` },
  {
    form: /^pbkdf2_(?<digest>sha1|sha256|sha512)\$(?<iterations>\d+)\$(?<salt>[^$]+)\$(?<hash>[A-Za-z0-9+/]+=*)$/,
    toStored: ({ digest, iterations, salt = "", hash = "" }) =>
      `$pbkdf2-${digest}$i=${iterations}$${base64(Buffer.from(salt))}$${unpadded(hash)}`,
  },
  {
    form: /^scrypt\$(?<n>\d{1,9})\$(?<salt>[^$]+)\$(?<r>\d+)\$(?<p>\d+)\$(?<hash>[A-Za-z0-9+/]+=*)$/,
    toStored: ({ n, salt = "", r, p, hash = "" }) => {
      const ln = Math.log2(Number(n));
      if (!Number.isInteger(ln)) return null;
      return `$scrypt$ln=${ln},r=${r},p=${p}$${base64(Buffer.from(salt))}$${unpadded(hash)}`;
    },
  },
  {
    // Better Auth: fixed parameters. The salt is the text of the hexadecimal digits, not the bytes that they encode.
    form: /^(?<salt>[0-9a-f]{32}):(?<hash>[0-9a-f]{128})$/,
    toStored: ({ salt = "", hash = "" }) =>
      `$scrypt$ln=14,r=16,p=1$${base64(Buffer.from(salt))}$${base64(Buffer.from(hash, "hex"))}`,
  },
  {
    // passlib: the first parameter has no name, SHA-1 is not named, and Base64 has a dot in place of the plus sign.
    form: /^\$pbkdf2(?<digest>-sha256|-sha512)?\$(?<iterations>\d+)\$(?<salt>[A-Za-z0-9./]+)\$(?<hash>[A-Za-z0-9./]+)$/,
    toStored: ({ digest = "-sha1", iterations, salt = "", hash = "" }) =>
      `$pbkdf2${digest}$i=${iterations}$${salt.replaceAll(".", "+")}$${hash.replaceAll(".", "+")}`,
  },
];

function toStoredForm(hash: string): string | null {
  for (const { form, toStored } of IMPORT_FORMATS) {
    const parts = form.exec(hash)?.groups;
    if (parts !== undefined) return toStored(parts);
  }
  return hash;
}

const BASE64 = /^[A-Za-z0-9+/_-]+=*$/;

function toFirebaseForm(
  hash: string,
  salt: string,
  firebase: FirebaseScrypt | null,
): string | { problem: string } | null {
  if (firebase === null) return { problem: "A hash with a separate salt comes from Firebase: pass --firebase." };
  if (!BASE64.test(hash) || !BASE64.test(salt)) return null;
  const { signerKey, saltSeparator, rounds, memoryCost } = firebase;
  const encrypted = Buffer.from(hash, "base64");
  if (encrypted.length !== signerKey.length)
    return { problem: "It was not made with this signer key: check the file of --firebase." };
  // See scryptHash.ts: the signer key is removed, the key stream stays.
  const keyStream = encrypted.map((byte, index) => byte ^ (signerKey[index] ?? 0));
  const wholeSalt = Buffer.concat([Buffer.from(salt, "base64"), saltSeparator]);
  return `$firebase-scrypt$ln=${memoryCost},r=${rounds},p=1$${base64(wholeSalt)}$${base64(Buffer.from(keyStream))}`;
}

function algorithmOf(stored: string): string {
  const [, name = ""] = stored.split("$");
  return name.startsWith("2") ? "bcrypt" : name;
}

function base64(bytes: Buffer): string {
  return unpadded(bytes.toString("base64"));
}

function unpadded(text: string): string {
  return trimTrailing(text, "=");
}
