export { type AccessTokenKeys, type AccessTokens, createAccessTokens } from "./accessToken.js";
export { type AccessClaims, readAccessTokenHeader, verifyAccessToken } from "./accessTokenFormat.js";
export {
  createKeyring,
  decodeRefreshToken,
  encodeRefreshToken,
  hashSecret,
  type RefreshToken,
  type RefreshTokenKeyring,
  deriveNextToken,
  UnknownKeyError,
} from "./refreshToken.js";
export { createSecretKeys } from "./secretKeys.js";
export { createTokenChecks, type TokenChecks } from "./tokenChecks.js";
