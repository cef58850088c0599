export { createHashGate } from "./hashGate.js";
export { createPasswordHasher, type PasswordHasher } from "./passwordHasher.js";
