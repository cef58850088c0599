import { createHashGate, createPasswordHasher, type PasswordHasher } from "../../src/services/password/index.js";

/** The hasher of the server, with nobody before it in the line. */
export function createHasher(): PasswordHasher {
  return createPasswordHasher(createHashGate({ concurrency: 2, queue: 100 }));
}
