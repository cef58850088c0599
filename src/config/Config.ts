import type { ProviderSettings } from "../services/providers/index.js";
import type { LimitTable } from "../services/rateLimit/index.js";
import type { providerSettings } from "./providerSettings.js";
import type { OptionName, SettingValues } from "./settings.js";

/** The settings whose value depends on others, or has another name in the configuration. */
interface Resolved {
  /** Stands before the names of tables and collections; empty by default. */
  readonly databasePrefix: string;
  /** Without a trailing slash; it may have a path. */
  readonly publicUrl: string;
  readonly publicOrigin: string;
  /** Whether the public URL is https: then cookies are `Secure` and named `__Host-…`. */
  readonly secureCookies: boolean;
  /** The first signs, all verify. With ES256: the first encrypts the keys in the database, all decrypt them. */
  readonly accessTokenSecrets: readonly string[];
  /** The first signs, all verify. */
  readonly refreshTokenSecrets: readonly string[];
  /** The file that a secret was read from because no setting gave it; null when both were set. */
  readonly generatedSecretsFile: string | null;
  /** The first signs, all verify. */
  readonly accessTokenAlgorithms: ReadonlyArray<"HS256" | "ES256">;
  readonly accessTokenIssuer: string;
  readonly accessTokenAudience: string;
  readonly corsOrigins: readonly string[];
  /** The domain that passkeys are made for. */
  readonly passkeyRpId: string;
  /** The other origins whose pages, and Android apps, may use them. */
  readonly passkeyOrigins: readonly string[];
  /** The providers with which users sign in, by the settings and in code. */
  readonly providers: readonly ProviderSettings[];
  readonly pages: "on" | "off";
  /** Where the pages are: with the page's name behind it, where a link in mail leads. Without a trailing slash. */
  readonly pagesUrl: string;
  /** The other origins to which the sign-in page may lead. */
  readonly pagesNext: readonly string[];
  /** An address, alone or as `Name <address>`. */
  readonly mailFrom: string;
  /** Where mail is written when there is no `smtpUrl`. An absolute path; the folder need not exist. */
  readonly outboxDirectory: string;
  /** The page that shows the outbox; `null` away from localhost, and where mail is sent. */
  readonly outboxUrl: string | null;
  readonly limits: LimitTable;
  /** A part of `shutdownTimeout`, and shorter. */
  readonly shutdownDrain: number;
  /** What the start should warn of, a line each: settings that were probably meant otherwise. */
  readonly hints: readonly string[];
}

/** The settings that `providers` stands for. */
type OfProviders = Exclude<OptionName<keyof typeof providerSettings>, "linkVerifiedEmail">;

export type Renamed =
  | "accessTokenSecret"
  | "refreshTokenSecret"
  | "accessTokenAlgorithm"
  | "corsOrigin"
  | "rateLimits"
  | OfProviders;

/** The checked settings, deeply frozen: each as its option is named (see `settings.ts`), durations in milliseconds. */
export interface Config extends Resolved, Omit<SettingValues, keyof Resolved | Renamed> {}
