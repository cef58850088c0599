export { KeyEncryption } from "./keyEncryption.js";
export { type KeyView, SigningKeys } from "./signingKeys.js";
