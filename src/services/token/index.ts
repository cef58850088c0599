export { type AccessTokenKeys, type AccessTokens, createAccessTokens } from "./accessToken.js";
export { ACCESS_TOKEN_TYPE, type AccessClaims, MAX_TOKEN_LENGTH, readClaims } from "./accessTokenFormat.js";
export {
  createKeyring,
  decodeRefreshToken,
  deriveNextToken,
  encodeRefreshToken,
  hashSecret,
  type RefreshToken,
  type RefreshTokenKeyring,
  UnknownKeyError,
} from "./refreshToken.js";
export { createSecretKeys } from "./secretKeys.js";
export { createTokenChecks, type TokenChecks } from "./tokenChecks.js";
