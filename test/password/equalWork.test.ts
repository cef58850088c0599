import { hash as argon2Hash, verify as argon2Verify } from "@node-rs/argon2";
import bcrypt from "bcrypt";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createPasswordHasher } from "../../src/services/password/index.js";

/**
 * F30: the time of a refusal must not tell which names exist, or which accounts are old. The libraries do their real work
 * here and are watched: what a failure costs is counted, not timed.
 */
vi.mock("@node-rs/argon2", { spy: true });
const compare = vi.spyOn(bcrypt, "compare");

const PASSWORD = "correct horse battery";
const WRONG = "wrong horse battery";
// The same text typed on a keyboard that does not compose: bcrypt has to look at two forms of it.
const WRONG_IN_TWO_FORMS = "wro\u0308ng horse battery";

let jobs = 0;
const gate = {
  run: <T>(job: () => Promise<T>): Promise<T> => {
    jobs += 1;
    return job();
  },
};

let modern: string;
let bcrypt4: string;
let bcrypt6: string;

beforeAll(async () => {
  modern = await createPasswordHasher(gate).hash(PASSWORD);
  bcrypt4 = await bcrypt.hash(PASSWORD, 4);
  bcrypt6 = (await bcrypt.hash(PASSWORD, 6)).replace("$2b$", "$2y$");
});

beforeEach(() => {
  jobs = 0;
});

/** What one verification did: Argon2 runs of today's parameters, and bcrypt work in units of one round. */
async function workOf(hasher: ReturnType<typeof createPasswordHasher>, stored: string | null, password: string) {
  vi.mocked(argon2Verify).mockClear();
  compare.mockClear();
  const fits = await hasher.verify(stored, password);
  const rounds = compare.mock.calls.map(([, hash]) => 2 ** Number(String(hash).slice(4, 6)));
  const argon2 = vi.mocked(argon2Verify).mock.calls.filter(([hash]) => String(hash).includes("m=19456,t=2,p=1"));
  return { fits, argon2: argon2.length, bcrypt: rounds.reduce((sum, more) => sum + more, 0) };
}

function hasherThatExpects(cost: number | null) {
  const hasher = createPasswordHasher(gate);
  hasher.expectLegacy(cost);
  return hasher;
}

describe("a refusal costs the same", () => {
  test.each([
    [WRONG, 2 ** 6],
    [WRONG_IN_TWO_FORMS, 2 * 2 ** 6],
    ["", 2 ** 6],
  ])("for no account, today's account and accounts of both old costs: %j", async (password, rounds) => {
    const hasher = hasherThatExpects(6);
    for (const stored of [null, modern, bcrypt4, bcrypt6]) {
      expect(await workOf(hasher, stored, password)).toEqual({ fits: false, argon2: 1, bcrypt: rounds });
    }
  });

  test("also for the right password of an account that does not exist", async () => {
    expect((await workOf(hasherThatExpects(null), null, PASSWORD)).fits).toBe(false);
  });

  test("as an account of cost 10 would, until the stored hashes are known", async () => {
    const hasher = createPasswordHasher(gate);
    expect(await workOf(hasher, null, WRONG)).toEqual({ fits: false, argon2: 1, bcrypt: 2 ** 10 });
    expect(await workOf(hasher, modern, WRONG)).toEqual({ fits: false, argon2: 1, bcrypt: 2 ** 10 });
  });

  test("and nothing for bcrypt where none is stored", async () => {
    const hasher = hasherThatExpects(null);
    for (const stored of [null, modern]) {
      expect(await workOf(hasher, stored, WRONG)).toEqual({ fits: false, argon2: 1, bcrypt: 0 });
    }
  });
});

test("an old hash that turns up raises what every refusal costs, and does not lower it", async () => {
  const hasher = hasherThatExpects(null);
  expect(await workOf(hasher, bcrypt6, WRONG)).toEqual({ fits: false, argon2: 1, bcrypt: 2 ** 6 });
  expect(await workOf(hasher, null, WRONG)).toEqual({ fits: false, argon2: 1, bcrypt: 2 ** 6 });
  expect(await workOf(hasher, bcrypt4, PASSWORD)).toMatchObject({ fits: true });
  expect(await workOf(hasher, modern, WRONG)).toEqual({ fits: false, argon2: 1, bcrypt: 2 ** 6 });
});

test("a success pays for its own kind only", async () => {
  const hasher = hasherThatExpects(6);
  expect(await workOf(hasher, modern, PASSWORD)).toEqual({ fits: true, argon2: 1, bcrypt: 0 });
  expect(await workOf(hasher, bcrypt4, PASSWORD)).toEqual({ fits: true, argon2: 0, bcrypt: 2 ** 4 });
});

test("each verification is one job of the gate, whatever it does", async () => {
  const hasher = hasherThatExpects(4);
  for (const stored of [null, modern, bcrypt4, bcrypt6]) await hasher.verify(stored, WRONG);
  expect(jobs).toBe(4);
});

test("what is imitated has a limit, so that one costly hash does not make every stranger's guess costly", async () => {
  const hasher = hasherThatExpects(31);
  expect((await workOf(hasher, null, WRONG)).bcrypt).toBe(2 ** 14);
});

test("an Argon2 hash of other parameters still verifies and is refused", async () => {
  const weak = await argon2Hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
  const hasher = hasherThatExpects(null);
  expect((await workOf(hasher, weak, PASSWORD)).fits).toBe(true);
  expect((await workOf(hasher, weak, WRONG)).fits).toBe(false);
});
