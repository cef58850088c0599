import { pbkdf2, pbkdf2Sync, scrypt, scryptSync } from "node:crypto";
import { hash as argon2Hash, verify as argon2Verify } from "@node-rs/argon2";
import bcrypt from "bcrypt";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createHasher } from "../support/services/hasher.js";

/**
 * The time of a refusal must not tell which names exist, or which accounts are old. The libraries do their real work
 * here and are watched: what a failure costs is counted, not timed.
 */
vi.mock("@node-rs/argon2", { spy: true });
vi.mock("node:crypto", { spy: true });
const compare = vi.spyOn(bcrypt, "compare");

const PASSWORD = "correct horse battery";
const WRONG = "wrong horse battery";
// The same text typed on a keyboard that does not compose: an old hash has to be compared with two forms of it.
const WRONG_IN_TWO_FORMS = "wro\u0308ng horse battery";

const TODAY = 19_456 * 2;
const USUAL = "$2b$10$abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.";

let jobs = 0;
const queue = {
  run: <T>(job: () => Promise<T>): Promise<T> => {
    jobs += 1;
    return job();
  },
};

let modern: string;
/** Two costs of each kind, the cheaper one first. */
let old: Record<"bcrypt" | "scrypt" | "firebase" | "pbkdf2" | "argon2i", [string, string]>;

const base64 = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "");
const SALT = Buffer.from("a salt of 16 byt");

function scryptHash(ln: number): string {
  return `$scrypt$ln=${ln},r=8,p=1$${base64(SALT)}$${base64(scryptSync(PASSWORD, SALT, 64, { N: 2 ** ln, r: 8, p: 1 }))}`;
}

function pbkdf2Hash(iterations: number): string {
  return `$pbkdf2-sha256$i=${iterations}$${base64(SALT)}$${base64(pbkdf2Sync(PASSWORD, SALT, iterations, 32, "sha256"))}`;
}

/** Of no password: what a success costs is looked at with the other kinds. */
function firebaseHash(ln: number): string {
  return `$firebase-scrypt$ln=${ln},r=8,p=1$${base64(SALT)}$${base64(Buffer.alloc(64, 1))}`;
}

beforeAll(async () => {
  modern = await createHasher(queue).hash(PASSWORD);
  // 0 is Argon2d, 1 Argon2i: see PasswordHasher.ts.
  const argon2i = (timeCost: number) =>
    argon2Hash(PASSWORD, { algorithm: 1, memoryCost: 1024, timeCost, parallelism: 1 });
  old = {
    bcrypt: [await bcrypt.hash(PASSWORD, 4), (await bcrypt.hash(PASSWORD, 6)).replace("$2b$", "$2y$")],
    scrypt: [scryptHash(4), scryptHash(7)],
    firebase: [firebaseHash(5), firebaseHash(7)],
    pbkdf2: [pbkdf2Hash(100), pbkdf2Hash(350)],
    argon2i: [await argon2i(1), await argon2i(3)],
  };
});

beforeEach(() => {
  jobs = 0;
});

/** What one verification did: Argon2 in KiB times passes, bcrypt in rounds, scrypt in N, PBKDF2 in iterations. */
async function workOf(hasher: ReturnType<typeof createHasher>, stored: string | null, password: string) {
  for (const library of [argon2Verify, scrypt, pbkdf2]) vi.mocked(library).mockClear();
  compare.mockClear();
  const fits = await hasher.verify(stored, password);
  const argon2 = vi.mocked(argon2Verify).mock.calls.map(([hash]) => {
    const { m, t } = /m=(?<m>\d+),t=(?<t>\d+)/.exec(String(hash))?.groups ?? {};
    return Number(m) * Number(t);
  });
  return {
    fits,
    argon2: sum(argon2),
    bcrypt: sum(compare.mock.calls.map(([, hash]) => 2 ** Number(String(hash).slice(4, 6)))),
    scrypt: sum(vi.mocked(scrypt).mock.calls.map(([, , , { N = 0 }]) => N)),
    pbkdf2: sum(vi.mocked(pbkdf2).mock.calls.map(([, , iterations]) => iterations)),
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, more) => total + more, 0);
const NOTHING = { argon2: 0, bcrypt: 0, scrypt: 0, pbkdf2: 0 };

function hasherThatExpects(...stored: string[]) {
  const hasher = createHasher(queue);
  hasher.expectLegacy(stored);
  return hasher;
}

const everyOld = () => Object.values(old).flat();

describe("a refusal costs the same", () => {
  test.each([
    [WRONG, 1],
    [WRONG_IN_TWO_FORMS, 2],
    ["", 1],
  ])("for no account, today's account and accounts of every old kind and cost: %j", async (password, forms) => {
    const hasher = hasherThatExpects(...everyOld());
    const old3 = { argon2: 1024 * 3, bcrypt: 2 ** 6, scrypt: 2 ** 7, pbkdf2: 350 };
    for (const stored of [null, modern, ...everyOld()]) {
      expect(await workOf(hasher, stored, password), String(stored)).toEqual({
        fits: false,
        argon2: TODAY + forms * old3.argon2,
        bcrypt: forms * old3.bcrypt,
        scrypt: forms * old3.scrypt,
        pbkdf2: forms * old3.pbkdf2,
      });
    }
  });

  test("also for the right password of an account that does not exist", async () => {
    expect((await workOf(hasherThatExpects(), null, PASSWORD)).fits).toBe(false);
  });

  test("as an account of bcrypt's usual cost would, until the stored hashes are known", async () => {
    const hasher = createHasher(queue);
    const usual = { ...NOTHING, fits: false, argon2: TODAY, bcrypt: 2 ** 10 };
    expect(await workOf(hasher, null, WRONG)).toEqual(usual);
    expect(await workOf(hasher, modern, WRONG)).toEqual(usual);
  });

  test("and nothing for old kinds where none is stored", async () => {
    const hasher = hasherThatExpects();
    for (const stored of [null, modern]) {
      expect(await workOf(hasher, stored, WRONG)).toEqual({ ...NOTHING, fits: false, argon2: TODAY });
    }
  });
});

test.each(["bcrypt", "scrypt", "pbkdf2"] as const)(
  "an old hash that turns up raises what every refusal costs, and does not lower it: %s",
  async (kind) => {
    const hasher = hasherThatExpects();
    const [cheap, dear] = old[kind];
    const refusal = await workOf(hasher, dear, WRONG);
    expect(refusal[kind]).toBeGreaterThan(0);
    expect(await workOf(hasher, null, WRONG)).toEqual(refusal);
    expect(await workOf(hasher, cheap, PASSWORD)).toMatchObject({ fits: true });
    expect(await workOf(hasher, modern, WRONG)).toEqual(refusal);
  },
);

test("a success pays for its own kind only", async () => {
  const hasher = hasherThatExpects(...everyOld());
  const success = { ...NOTHING, fits: true };
  expect(await workOf(hasher, modern, PASSWORD)).toEqual({ ...success, argon2: TODAY });
  expect(await workOf(hasher, old.bcrypt[0], PASSWORD)).toEqual({ ...success, bcrypt: 2 ** 4 });
  expect(await workOf(hasher, old.scrypt[0], PASSWORD)).toEqual({ ...success, scrypt: 2 ** 4 });
  expect(await workOf(hasher, old.pbkdf2[0], PASSWORD)).toEqual({ ...success, pbkdf2: 100 });
  expect(await workOf(hasher, old.argon2i[0], PASSWORD)).toEqual({ ...success, argon2: 1024 });
});

test("each verification is one job of the queue, whatever it does", async () => {
  const stored = [null, modern, ...everyOld()];
  const hasher = hasherThatExpects(...everyOld());
  for (const hash of stored) await hasher.verify(hash, WRONG);
  expect(jobs).toBe(stored.length);
});

describe("what would occupy a core or the memory for long", () => {
  const tail = `$${base64(SALT)}$${base64(Buffer.alloc(32, 1))}`;

  test.each([
    USUAL.replace("$10$", "$15$"),
    USUAL.replace("$10$", "$31$"),
    `$argon2id$v=19$m=131073,t=1,p=1${tail}`,
    `$argon2id$v=19$m=65536,t=17,p=1${tail}`,
    `$argon2id$v=19$m=1024,t=999999999,p=1${tail}`,
    `$argon2id$v=19$m=19456,t=2,p=17${tail}`,
    `$scrypt$ln=17,r=8,p=1${tail}`.replace("ln=17", "ln=18"),
    `$scrypt$ln=14,r=8,p=17${tail}`,
    `$scrypt$ln=99,r=9999,p=9999${tail}`,
    `$firebase-scrypt$ln=20,r=8,p=1${tail}`,
    `$pbkdf2-sha256$i=2000001${tail}`,
    `$pbkdf2-sha1$i=1500000${tail}`,
  ])("is neither evaluated nor imitated: %s", async (stored) => {
    const hasher = hasherThatExpects(stored);
    const cheap = { ...NOTHING, fits: false, argon2: TODAY };
    expect(await workOf(hasher, stored, PASSWORD)).toEqual(cheap);
    expect(await workOf(hasher, null, PASSWORD)).toEqual(cheap);
  });

  test("is bounded in number: a refusal pays for eight kinds at most", async () => {
    const many = Array.from({ length: 20 }, (_, index) => `$scrypt$ln=4,r=${index + 1},p=1${tail}`);
    expect(await workOf(hasherThatExpects(...many), null, WRONG)).toMatchObject({ scrypt: 8 * 2 ** 4 });
  });
});

test.each([
  "$md5$a=b$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA",
  "$scrypt$ln=14$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
  "x",
])("a hash of an unknown kind fits no password, at the cost of every other refusal: %s", async (stored) => {
  const hasher = hasherThatExpects(old.pbkdf2[0]);
  const refusal = await workOf(hasher, null, WRONG);
  expect(await workOf(hasher, stored, PASSWORD)).toEqual(refusal);
});
