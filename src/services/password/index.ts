export { createHashGate, type HashGate } from "./hashGate.js";
export { createPasswordHasher, type PasswordHasher } from "./passwordHasher.js";
