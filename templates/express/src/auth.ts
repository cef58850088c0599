import { createLatchkey, type Latchkey, type LatchkeyOptions } from "latchkey";

/** Latchkey with the settings of this app: `options` replace some of them, for tests. */
export function createAuth(options: LatchkeyOptions = {}): Latchkey {
  const { env } = process;
  return createLatchkey({
    publicUrl: env["PUBLIC_URL"] ?? "http://localhost:3000",
    databaseUrl: env["DATABASE_URL"] ?? "sqlite:./data/latchkey.db",
    // Away from localhost both are required.
    ...(env["ACCESS_TOKEN_SECRET"] && { accessTokenSecret: env["ACCESS_TOKEN_SECRET"] }),
    ...(env["REFRESH_TOKEN_SECRET"] && { refreshTokenSecret: env["REFRESH_TOKEN_SECRET"] }),
    // Without a mail server, mail is written to files in data/.
    ...(env["SMTP_URL"] && { smtpUrl: env["SMTP_URL"] }),
    ...options,
  });
}
