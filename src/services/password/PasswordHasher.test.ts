import { hash as argon2Hash } from "@node-rs/argon2";
import bcrypt from "bcrypt";
import { beforeAll, describe, expect, test } from "vitest";
import { createHasher } from "../../../test/support/services/hasher.js";
import { isPasswordHashForm } from "../../utils/passwordForm.js";

const hasher = createHasher();
const PASSWORD = "correct horse battery";

describe("a new hash", () => {
  let stored: string;

  beforeAll(async () => {
    stored = await hasher.hash(PASSWORD);
  });

  test("is a PHC string of Argon2id with 19 MiB, two passes and one lane", () => {
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(isPasswordHashForm(stored)).toBe(true);
    expect(hasher.needsRehash(stored)).toBe(false);
  });

  test("fits its password and no other", async () => {
    expect(await hasher.verify(stored, PASSWORD)).toBe(true);
    expect(await hasher.verify(stored, `${PASSWORD} `)).toBe(false);
  });

  test("has a salt of its own", async () => {
    expect(await hasher.hash(PASSWORD)).not.toBe(stored);
  });
});

test("one password typed on two keyboards is one password", async () => {
  const stored = await hasher.hash("pa\u0308ssword long");
  expect(await hasher.verify(stored, "p\u00e4ssword long")).toBe(true);
});

test("every character counts, also after the 72nd byte", async () => {
  const stored = await hasher.hash(`${"x".repeat(72)}right`);
  expect(await hasher.verify(stored, `${"x".repeat(72)}wrong`)).toBe(false);
});

test("an account that does not exist fits no password", async () => {
  expect(await hasher.verify(null, PASSWORD)).toBe(false);
  expect(await hasher.verify(null, "")).toBe(false);
});

test.each(["$2a$", "$2b$", "$2y$"])("a bcrypt hash named %s verifies and waits for its upgrade", async (name) => {
  const stored = (await bcrypt.hash(PASSWORD, 4)).replace("$2b$", () => name);
  expect(await hasher.verify(stored, PASSWORD)).toBe(true);
  expect(await hasher.verify(stored, "wrong")).toBe(false);
  expect(hasher.needsRehash(stored)).toBe(true);
});

test("a bcrypt hash of a password that was not normalized verifies", async () => {
  const stored = await bcrypt.hash("pa\u0308ssword", 4);
  expect(await hasher.verify(stored, "pa\u0308ssword")).toBe(true);
});

test("a weaker Argon2 hash verifies and waits for its upgrade", async () => {
  const stored = await argon2Hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
  expect(await hasher.verify(stored, PASSWORD)).toBe(true);
  expect(hasher.needsRehash(stored)).toBe(true);
});
