import type { LimitName } from "../services/rateLimit/index.js";

/** A whole number with a unit: `30s`, `15m`, `12h`, `7d` or `2w`. */
type Duration = `${number}${"s" | "m" | "h" | "d" | "w"}`;

type Algorithm = "HS256" | "ES256";

/** The options of `createLatchkey`. Each is a setting of docs/reference/configuration.md in camel case. All are optional. */
export interface LatchkeyOptions {
  /**
   * Where users and sessions are kept: `sqlite:` and a file (relative to the working directory), `mongodb://…` or
   * `mongodb+srv://…`.
   * @default "sqlite:./data/latchkey.db"
   */
  databaseUrl?: string;
  /**
   * Stands before the names of Latchkey's tables or collections, so that an application, or another Latchkey, may use the same
   * database: letters, digits and underscores, at most 32, the first one a letter.
   * @default none
   */
  databasePrefix?: string;
  /**
   * The address that users see; it may have a path. It decides cookie security, links in mail and the allowed origin.
   * Away from localhost it must be https.
   * @default `http://localhost:${port}`
   */
  publicUrl?: string;
  /**
   * The TCP port: 0 to 65535.
   * @default 3000
   */
  port?: number;
  /**
   * The address to listen on.
   * @default "127.0.0.1"
   */
  host?: string;
  /**
   * Signs access tokens: at least 32 bytes, not the refresh secret. With a list the first signs and all verify; a text is
   * split at commas.
   * @default generated into `data/secrets.json` on localhost; required elsewhere
   */
  accessTokenSecret?: string | readonly string[];
  /**
   * Signs refresh tokens. The same rules as `accessTokenSecret`; the two share no secret.
   * @default generated into `data/secrets.json` on localhost; required elsewhere
   */
  refreshTokenSecret?: string | readonly string[];
  /**
   * The life of an access token: 1s to 1d.
   * @default "15m"
   */
  accessTokenExpiry?: Duration;
  /**
   * How long a session may lie idle: 1s to 400d. Each refresh begins it anew, up to `sessionMaxAge`.
   * @default "7d"
   */
  refreshTokenExpiry?: Duration;
  /**
   * The absolute life of a session, however busy: 1s to 3650d.
   * @default "90d"
   */
  sessionMaxAge?: Duration;
  /**
   * Which clients may repeat a refresh whose answer was lost.
   * @default "browser"
   */
  refreshTokenTolerance?: "browser" | "always" | "never";
  /**
   * For how long such a repeat is tolerated: 0s to 60s.
   * @default "10s"
   */
  refreshTokenGrace?: Duration;
  /**
   * The `iss` claim of access tokens.
   * @default the origin of `publicUrl`
   */
  accessTokenIssuer?: string;
  /**
   * The `aud` claim of access tokens.
   * @default the origin of `publicUrl`
   */
  accessTokenAudience?: string;
  /**
   * How access tokens are signed: `HS256` by `accessTokenSecret`, or `ES256` by key pairs in the database. With a list the
   * first signs and all verify.
   * @default "HS256"
   */
  accessTokenAlgorithm?: Algorithm | readonly Algorithm[];
  /**
   * After how long the next key of ES256 signs: 2d to 3650d, or `off`.
   * @default "90d"
   */
  keyRotation?: Duration | "off";
  /**
   * Other origins whose pages may call the API, exactly as browsers send them: `https://app.example.com`,
   * `capacitor://localhost`.
   * @default none
   */
  corsOrigin?: string | readonly string[];
  /**
   * The SameSite attribute of the cookies. `none` needs https.
   * @default "strict"
   */
  cookieSameSite?: "strict" | "lax" | "none";
  /**
   * Whether answers carry tokens in the body. `auto`: to all but browsers, which get cookies only.
   * @default "auto"
   */
  tokensInBody?: "auto" | "always" | "never";
  /**
   * Whose `X-Forwarded-…` headers are believed, as Express takes it: the number of proxies, or their addresses and ranges.
   * `true` believes everybody and is refused away from localhost.
   * @default false
   */
  trustProxy?: boolean | number | string | readonly string[];
  /**
   * How far `Strict-Transport-Security` reaches: `includeSubDomains` (the host of `publicUrl` and every name below it), `on` (the
   * host) or `off`. A header that your app has set stays.
   * @default "includeSubDomains"
   */
  hsts?: "off" | "on" | "includeSubDomains";
  /**
   * The shortest password, in characters: 8 to 128.
   * @default 8
   */
  passwordMinLength?: number;
  /**
   * Whether signing in needs a verified address. Away from localhost `true` needs `smtpUrl`.
   * @default false
   */
  requireVerifiedEmail?: boolean;
  /**
   * The mail server: `smtp://…` or `smtps://…`.
   * @default none: mail is written to `data/outbox/*.eml`, and the log names the file
   */
  smtpUrl?: string;
  /**
   * The sender of mail: `Example <no-reply@example.com>`.
   * @default `Latchkey <no-reply@…>` at the host of `publicUrl`
   */
  mailFrom?: string;
  /**
   * Whether the server shows pages. The library shows none either way.
   * @default "on"
   */
  pages?: "on" | "off";
  /**
   * The name on the server's pages, at most 40 characters.
   * @default "Latchkey"
   */
  brandName?: string;
  /**
   * The colour of the server's pages.
   * @default "#2f5bd8"
   */
  brandColor?: `#${string}`;
  /**
   * The https address of a picture for the server's pages.
   * @default none
   */
  brandLogoUrl?: string;
  /**
   * Whether attempts are limited. `off` is for benchmarks and tests and refused away from localhost.
   * @default "on"
   */
  rateLimit?: "on" | "off";
  /**
   * Other numbers for some of the limits of docs/reference/limits.md: `{ "login.account": "20/15m" }`, or a text such as
   * `login.account=20/15m,register.ip=10/1h`.
   * @default none
   */
  rateLimits?: string | { readonly [Name in LimitName]?: `${number}/${Duration}` };
  /**
   * How long the events of an account are kept: 1d to 3650d.
   * @default "180d"
   */
  auditRetention?: Duration;
  /**
   * The least severe lines that are logged.
   * @default "info"
   */
  logLevel?: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  /**
   * Whether each request is logged in one line. Failures are logged either way.
   * @default "on"
   */
  logRequests?: "on" | "off";
  /**
   * Whether requests and calls of the store are counted and traced.
   * @default "on"
   */
  metrics?: "on" | "off";
  /**
   * The bearer token that reads the server's `/metrics`. The library serves none: it has `metrics()`.
   * @default none
   */
  metricsToken?: string;
  /**
   * How long the server goes on at a stop while it says that it is not ready: 0s to 2m, and less than `shutdownTimeout`. The
   * library has no server of its own.
   * @default "0s" on localhost, "5s" elsewhere
   */
  shutdownDrain?: Duration;
  /**
   * How long a stop may take, `shutdownDrain` included: 1s to 5m.
   * @default "10s"
   */
  shutdownTimeout?: Duration;
}
