import { oneOf, wholeNumber } from "./parsers.js";
import { setting } from "./setting.js";
import { databasePrefix, databaseSchema, databaseUrl } from "./urls.js";

/** The settings of the database, in the group of the server. */
export const databaseSettings = {
  DATABASE_URL: setting(
    "Where users and sessions are kept: `sqlite:` and a file (relative to the working directory), `postgres://…/name`, `mongodb://…/name` or `mongodb+srv://…/name`. `memory:`, for tests on localhost, is lost at the stop.",
    databaseUrl,
    { default: "sqlite:./data/latchkey.db", example: "mongodb://localhost:27017/latchkey", secret: true },
  ),
  DATABASE_PREFIX: setting(
    "The beginning of the names of tables or collections, for a database that others use too. At most 32 letters, digits and underscores, first a letter.",
    databasePrefix,
    { example: "latchkey_" },
  ),
  DATABASE_SCHEMA: setting("On PostgreSQL: the schema of the tables. It is created when missing.", databaseSchema, {
    default: "latchkey",
    example: "auth",
  }),
  DATABASE_POOL: setting(
    "On PostgreSQL: the most connections of a process, beside two for the reads of requests.",
    wholeNumber(1, 1000),
    { default: "10", example: "20" },
  ),
  DATABASE_PREPARE: setting(
    "On PostgreSQL: whether it keeps statements under names, which saves it work. `off` behind PgBouncer before 1.21; where it does not work, a server notices and goes on without.",
    oneOf("on", "off"),
    { default: "on", example: "off" },
  ),
} as const;
