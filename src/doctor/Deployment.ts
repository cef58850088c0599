import type { Config } from "../config/index.js";
import type { Clock } from "../utils/clock.js";
import type { Site } from "./Site.js";
import type { Visit } from "./visit.js";

export interface KnownSettings {
  readonly kind: "known";
  readonly config: Config;
  /** Where `.env` and `data/` lie. */
  readonly directory: string;
}

/** The settings of the server, if this is where they are. */
export type ServerSettings =
  | KnownSettings
  | { readonly kind: "wrong"; readonly reason: string }
  | { readonly kind: "absent"; readonly reason: string };

/** What the checks look at. */
export interface Deployment {
  /** The address that users see. */
  readonly url: URL;
  readonly site: Site;
  readonly settings: ServerSettings;
  /** The version of the program that looks. */
  readonly version: string;
  /** Whether the limit of sign-ins may be tried. */
  readonly load: boolean;
  readonly clock: Clock;
  /** The version of the MongoDB driver that this program has, or `null` where it is unknown. */
  readonly mongoDriverVersion: () => Promise<string | null>;
  /** A sign-in with the account that was named, or `null` where none was. It is made once. */
  readonly visit: () => Promise<Visit | null>;
  /** Whether a claimed address was counted as one, or `null` where the database does not tell. It is tried once. */
  readonly countsForgedAddress: () => Promise<boolean | null>;
}
