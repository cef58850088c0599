import { createLatchkey, type Latchkey } from "latchkey";

const { env } = process;

export const publicUrl = env["PUBLIC_URL"] ?? "http://localhost:3000";

const shared = globalThis as typeof globalThis & { latchkey?: Latchkey };

/**
 * The one instance of this process. Next.js loads this file once for pages, once for route handlers and again at each hot reload;
 * `globalThis` outlives that. It is created by the first request, so `next build` needs no secrets and opens no database.
 */
export function latchkey(): Latchkey {
  shared.latchkey ??= createLatchkey({
    publicUrl,
    pagesPath: "/auth",
    databaseUrl: env["DATABASE_URL"] ?? "sqlite:./data/latchkey.db",
    // Away from localhost both are required.
    ...(env["ACCESS_TOKEN_SECRET"] && { accessTokenSecret: env["ACCESS_TOKEN_SECRET"] }),
    ...(env["REFRESH_TOKEN_SECRET"] && { refreshTokenSecret: env["REFRESH_TOKEN_SECRET"] }),
    ...(env["SMTP_URL"] && { smtpUrl: env["SMTP_URL"] }),
  });
  return shared.latchkey;
}
