export { createHashingQueue, HASHING_LANES, type HashingQueue, type HashRequester } from "./hashingQueue.js";
export { hashOfNoPassword } from "./hashOfNoPassword.js";
export { type FirebaseScrypt, readImportedHash } from "./importedHash.js";
export { normalisePassword } from "./normalisePassword.js";
export { createPasswordHasher, type PasswordHasher } from "./passwordHasher.js";
export { createPasswordPolicy, type PasswordPolicy } from "./passwordPolicy.js";
export { sampleLegacyHashes } from "./sampleLegacyHashes.js";
