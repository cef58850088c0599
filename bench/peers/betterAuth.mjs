// Better Auth on SQLite, or on the PostgreSQL of DATABASE_URL. CACHE=on lets its signed cookie stand for the session; EXTEND=on extends the session at every look.
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import pg from "pg";
import { serve } from "../servers/shared.mjs";
import { openDatabase } from "./database.mjs";

const { DATABASE_URL } = process.env;
const base = `http://127.0.0.1:${process.env.PORT}`;
const options = {
  baseURL: base,
  trustedOrigins: [base],
  secret: "a secret of the benchmark 0123456789abcdef",
  database: DATABASE_URL ? new pg.Pool({ connectionString: DATABASE_URL, max: 10 }) : openDatabase(),
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { level: "error" },
  session: {
    cookieCache: { enabled: process.env.CACHE === "on", maxAge: 3600 },
    ...(process.env.EXTEND === "on" && { updateAge: 0 }),
  },
};
const { runMigrations } = await getMigrations(options);
await runMigrations();
serve(toNodeHandler(betterAuth(options)));
