export { type HashFunctions, libuvHashFunctions } from "./HashFunctions.js";
export { HASHING_LANES, HashingQueue, type HashRequester } from "./HashingQueue.js";
export { HashingThreads } from "./HashingThreads.js";
export { type FirebaseScrypt, readImportedHash } from "./importedHash.js";
export { sampleLegacyHashes } from "./legacyHashes.js";
export { dummyHash, hasPassword, PasswordHasher } from "./PasswordHasher.js";
export { type AppPasswordPolicy, type PasswordOwner, PasswordPolicy } from "./PasswordPolicy.js";
