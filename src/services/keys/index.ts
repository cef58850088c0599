export type { Jwks } from "./KeySet.js";
export { createKeySeal } from "./keySeal.js";
export { createSigningKeys } from "./signingKeys.js";
