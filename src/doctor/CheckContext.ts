import { type Config, ConfigError, hasSettings, loadConfig } from "../config/index.js";
import type { Clock } from "../utils/clock.js";
import type { HttpTarget } from "./HttpTarget.js";
import type { SignInResult } from "./signInProbe.js";

export interface KnownSettings {
  readonly kind: "known";
  readonly config: Config;
  /** The folder of `.env` and `data/`. */
  readonly directory: string;
}

/** The settings of the server, if the doctor runs where they are. */
export type ServerSettings =
  | KnownSettings
  | { readonly kind: "wrong"; readonly reason: string }
  | { readonly kind: "absent"; readonly reason: string };

/** What the checks have access to. */
export interface CheckContext {
  /** The address that users see. */
  readonly url: URL;
  readonly target: HttpTarget;
  readonly settings: ServerSettings;
  /** The version of this program. */
  readonly version: string;
  /** Whether the sign-in limit may be tried out. */
  readonly load: boolean;
  readonly clock: Clock;
  /** The version of this program's MongoDB driver, or `null` if it is unknown. */
  readonly mongoDriverVersion: () => Promise<string | null>;
  /** Signs in once with the given account. `null` if no account was given. */
  readonly signIn: () => Promise<SignInResult | null>;
}

/** Reads the settings of the current folder and the environment, as a server would at its start. */
export function readServerSettings(): ServerSettings {
  const directory = process.cwd();
  if (!hasSettings()) {
    return { kind: "absent", reason: `${directory} and the environment have no server settings.` };
  }
  try {
    return { kind: "known", config: loadConfig(), directory };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { kind: "wrong", reason: error.message };
  }
}
