import { createRequire } from "node:module";
import { createMemory } from "./createMemory.js";

/**
 * Takes the place of @node-rs/argon2 in tests that are not about hashing (see vitest.config.ts): the real one, which costs 10 ms
 * of computing, but it remembers its answers. Most tests sign in with the same password and the same hash.
 */
const real: typeof import("@node-rs/argon2") = createRequire(import.meta.url)("@node-rs/argon2");

const remember = createMemory<Promise<boolean>>();

export const hash = real.hash;

export function verify(...[stored, password, ...options]: Parameters<typeof real.verify>): Promise<boolean> {
  return remember([stored, password], () => real.verify(stored, password, ...options));
}
