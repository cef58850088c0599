export type { Jwks } from "./KeySet.js";
export type { KeyView } from "./keyOperations.js";
export { createKeySeal } from "./keySeal.js";
export { createSigningKeys, type SigningKeys } from "./signingKeys.js";
