import { createRequire } from "node:module";
import { createMemory } from "./createMemory.js";

/**
 * Takes the place of bcrypt in tests that are not about hashing, as rememberingArgon2.ts does. A refused sign-in compares with a
 * made-up hash, which costs 60 ms: it is made with the same salt each time here, so that the answer is remembered.
 */
const real: typeof import("bcrypt") = createRequire(import.meta.url)("bcrypt");

const rememberAnswer = createMemory<Promise<boolean>>();
const rememberSalt = createMemory<Promise<string>>();

export default {
  ...real,
  compare: (password: string, hash: string) => rememberAnswer([password, hash], () => real.compare(password, hash)),
  genSalt: (cost: number) => rememberSalt([cost], () => real.genSalt(cost)),
};
