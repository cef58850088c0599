export { createHashGate, type HashGate } from "./hashGate.js";
export { bcryptCostOf } from "./legacyBcrypt.js";
export { createPasswordHasher, type PasswordHasher } from "./passwordHasher.js";
export { createPasswordPolicy, type PasswordPolicy } from "./passwordPolicy.js";
