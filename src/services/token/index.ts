export { type AccessTokens, createAccessTokens } from "./accessToken.js";
export {
  createKeyring,
  decodeRefreshToken,
  encodeRefreshToken,
  hashSecret,
  type RefreshToken,
  type RefreshTokenKeyring,
  successorOf,
  UnknownKeyError,
} from "./refreshToken.js";
