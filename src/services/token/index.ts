export { type AccessTokenKeys, AccessTokens, SecretKeys } from "./accessToken.js";
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
export { TokenChecks } from "./tokenChecks.js";
