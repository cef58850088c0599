import { DAY, MAX_COOKIE_AGE, MINUTE, SECOND } from "../utils/duration.js";
import { duration, durationOrOff, oneOf } from "./parsers.js";
import type { Setting } from "./Setting.js";
import { secretList } from "./secrets.js";
import { identifier } from "./texts.js";
import { tokenAlgorithms } from "./tokenAlgorithms.js";

/** The settings of tokens and sessions. */
export const tokenSettings = {
  ACCESS_TOKEN_SECRET: {
    group: "Tokens and sessions",
    description:
      "Signs access tokens (its UTF-8 bytes are the key); with ES256 it encrypts the keys in the database instead. At least 32 bytes, no placeholder, not the refresh secret. A comma-separated list rotates it: the first signs, all verify.",
    default: null,
    absent: "generated into `data/secrets.json` on localhost, required elsewhere",
    example: null,
    secret: true,
    parser: secretList.nullable(),
  },
  REFRESH_TOKEN_SECRET: {
    group: "Tokens and sessions",
    description: "Signs refresh tokens. The same rules as ACCESS_TOKEN_SECRET; the two lists share no secret.",
    default: null,
    absent: "generated into `data/secrets.json` on localhost, required elsewhere",
    example: null,
    secret: true,
    parser: secretList.nullable(),
  },
  ACCESS_TOKEN_EXPIRY: {
    group: "Tokens and sessions",
    description: "The life of an access token: 1s to 1d.",
    default: "15m",
    example: "5m",
    parser: duration(SECOND, DAY),
  },
  REFRESH_TOKEN_EXPIRY: {
    group: "Tokens and sessions",
    description:
      "How long a session may lie idle: 1s to 400d. Each refresh begins it anew, up to SESSION_MAX_AGE. The earlier of the two ends the session.",
    default: "7d",
    example: "30d",
    parser: duration(SECOND, MAX_COOKIE_AGE),
  },
  SESSION_MAX_AGE: {
    group: "Tokens and sessions",
    description: "The absolute life of a session, however busy: 1s to 3650d.",
    default: "90d",
    example: "365d",
    parser: duration(SECOND, 3650 * DAY),
  },
  REFRESH_TOKEN_TOLERANCE: {
    group: "Tokens and sessions",
    description:
      "Which clients may repeat a refresh whose answer was lost: `browser`, `always` (all clients) or `never`.",
    default: "browser",
    example: "never",
    parser: oneOf("browser", "always", "never"),
  },
  REFRESH_TOKEN_GRACE: {
    group: "Tokens and sessions",
    description: "For how long such a repeat is tolerated: 0s to 60s.",
    default: "10s",
    example: "30s",
    parser: duration(0, MINUTE),
  },
  ACCESS_TOKEN_ISSUER: {
    group: "Tokens and sessions",
    description: "The `iss` claim of access tokens.",
    default: null,
    absent: "the origin of PUBLIC_URL",
    example: "https://auth.example.com",
    parser: identifier.nullable(),
  },
  ACCESS_TOKEN_AUDIENCE: {
    group: "Tokens and sessions",
    description: "The `aud` claim of access tokens.",
    default: null,
    absent: "the origin of PUBLIC_URL",
    example: "https://api.example.com",
    parser: identifier.nullable(),
  },
  ACCESS_TOKEN_ALGORITHM: {
    group: "Tokens and sessions",
    description:
      "How access tokens are signed: `HS256` with ACCESS_TOKEN_SECRET, or `ES256` with key pairs in the database, so that other services can check tokens and make none. A list switches from one to the other: the first signs, all verify. See docs/guides/keys.md.",
    default: "HS256",
    example: "ES256",
    parser: tokenAlgorithms,
  },
  KEY_ROTATION: {
    group: "Tokens and sessions",
    description:
      "After how long the next key of ES256 signs, 2d to 3650d, or `off`: then only an operator changes it. No effect without ES256.",
    default: "90d",
    example: "30d",
    parser: durationOrOff(2 * DAY, 3650 * DAY),
  },
} as const satisfies Record<string, Setting>;
