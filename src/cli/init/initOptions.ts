import type { EnvValues, SettingName } from "../../config/index.js";
import { CliError } from "../failures.js";
import { holdsPassword } from "../holdsPassword.js";
import type { AskingOptions } from "../questions.js";

export interface InitOptions extends AskingOptions {
  readonly publicUrl?: string;
  readonly port?: string;
  readonly host?: string;
  readonly database?: string;
  readonly smtp?: string;
  readonly mailFrom?: string;
  readonly corsOrigin?: string;
  readonly trustProxy?: string;
  readonly stdin?: true;
  readonly force?: true;
}

/** What the options set, as settings. */
export function settingsOf(options: InitOptions): EnvValues {
  const values: Partial<Record<SettingName, string | undefined>> = {
    PUBLIC_URL: options.publicUrl,
    PORT: options.port,
    HOST: options.host,
    DATABASE_URL: options.database,
    SMTP_URL: options.smtp,
    MAIL_FROM: options.mailFrom,
    CORS_ORIGIN: options.corsOrigin,
    TRUST_PROXY: options.trustProxy,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Refuses a URL with a password among the options. The message does not repeat it. */
export function assertWithoutPassword(values: EnvValues): void {
  const telling = Object.entries(values).find(([, value]) => holdsPassword(value ?? ""));
  if (telling === undefined) return;
  throw new CliError(
    "USAGE",
    `${telling[0]} holds a password, which every user of this machine can read in the list of processes. Change it, and give the new one by --stdin.`,
  );
}
