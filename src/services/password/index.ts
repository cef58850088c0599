export { HASHING_LANES, HashingQueue, type HashRequester } from "./HashingQueue.js";
export { type FirebaseScrypt, readImportedHash } from "./importedHash.js";
export { sampleLegacyHashes } from "./legacyHashes.js";
export { dummyHash, PasswordHasher } from "./PasswordHasher.js";
export { PasswordPolicy } from "./PasswordPolicy.js";
