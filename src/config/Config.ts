import type { LimitTable } from "../services/rateLimit/index.js";

/** The checked settings, deeply frozen. Every duration is in milliseconds. */
export interface Config {
  readonly databaseUrl: string;
  /** Stands before the names of tables and collections; empty by default. */
  readonly databasePrefix: string;
  /** Without a trailing slash; it may have a path. */
  readonly publicUrl: string;
  readonly publicOrigin: string;
  /** Whether the public URL is https: then cookies are `Secure` and named `__Host-…`. */
  readonly secureCookies: boolean;
  /** How far `Strict-Transport-Security` reaches. `off` on http, where the header means nothing. */
  readonly hsts: "off" | "on" | "includeSubDomains";
  readonly port: number;
  readonly host: string;
  /** The first signs, all verify. With ES256: the first seals the keys in the database, all open them. */
  readonly accessTokenSecrets: readonly string[];
  /** The first signs, all verify. */
  readonly refreshTokenSecrets: readonly string[];
  readonly accessTokenExpiry: number;
  readonly refreshTokenExpiry: number;
  readonly sessionMaxAge: number;
  readonly refreshTokenGrace: number;
  /** Less than `shutdownTimeout`, which it is a part of. */
  readonly shutdownDrain: number;
  readonly shutdownTimeout: number;
  readonly accessTokenIssuer: string;
  readonly accessTokenAudience: string;
  /** The first signs, all verify. */
  readonly accessTokenAlgorithms: ReadonlyArray<"HS256" | "ES256">;
  /** Null: only an operator changes the key. */
  readonly keyRotation: number | null;
  readonly refreshTokenTolerance: "browser" | "always" | "never";
  readonly passwordMinLength: number;
  readonly corsOrigins: readonly string[];
  readonly cookieSameSite: "strict" | "lax" | "none";
  readonly tokensInBody: "auto" | "always" | "never";
  /** As Express takes it. */
  readonly trustProxy: boolean | number | readonly string[];
  /** Null: mail is written into `outboxDirectory`. */
  readonly smtpUrl: string | null;
  /** An address, alone or as `Name <address>`. */
  readonly mailFrom: string;
  /** An absolute path; the folder need not exist. */
  readonly outboxDirectory: string;
  readonly requireVerifiedEmail: boolean;
  /** Whether the server shows pages. */
  readonly pages: "on" | "off";
  readonly brandName: string;
  /** `#rrggbb` */
  readonly brandColor: string;
  readonly brandLogoUrl: string | null;
  readonly rateLimit: "on" | "off";
  readonly limits: LimitTable;
  readonly auditRetention: number;
  readonly logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  readonly logRequests: "on" | "off";
  readonly metrics: "on" | "off";
  readonly metricsToken: string | null;
  /** What the start should warn of, a line each: settings that were probably meant otherwise. */
  readonly hints: readonly string[];
  /** The file that a secret was read from because no setting gave it; null when both were set. */
  readonly generatedSecretsFile: string | null;
}
