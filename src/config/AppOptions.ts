import type { MongooseConnection } from "../@types/MongooseConnection.js";
import type { ServerFields, UserFields } from "../@types/UserFields.js";
import type { UserView } from "../services/account/index.js";
import { type FieldSchemas, faultOfSchemas, faultOfServerSchemas } from "../services/fields/index.js";
import { ConfigError } from "./ConfigError.js";
import type { SettingOptions } from "./SettingOptions.generated.js";

/** What an app gives in code, because no environment can hold it. All are optional. */
export interface AppOptions {
  /**
   * Fields of your own that users set themselves, at registration and in their settings: a schema for each, of zod or any other
   * library that follows Standard Schema.
   *
   * @example
   * createLatchkey({ userFields: { company: z.string().max(100).optional(), locale: z.enum(["en", "de"]).default("en") } });
   */
  userFields?: FieldSchemas<UserFields>;
  /**
   * Fields of your own that only the server's code sets: no request can.
   *
   * @example
   * createLatchkey({ serverFields: { plan: z.enum(["free", "pro"]).default("free") } });
   */
  serverFields?: FieldSchemas<ServerFields>;
  /**
   * What access tokens say about their user beside the standard claims, under `ext`: at most 1 KiB of JSON. Everybody who holds a
   * token can read it, and it is as old as the token.
   *
   * @example
   * createLatchkey({ claims: (user) => ({ verified: user.emailVerified }) });
   */
  claims?: (user: UserView) => Readonly<Record<string, unknown>>;
  /**
   * An open or opening connection of your app's Mongoose 9, used instead of `databaseUrl`. It is never closed here. Where your app has
   * a collection such as `users`, a `databasePrefix` keeps Latchkey's beside it.
   *
   * @example
   * createLatchkey({ connection: mongoose.connection, databasePrefix: "latchkey_" });
   */
  connection?: MongooseConnection;
}

/** The options of `createLatchkey`: the settings of a server in camel case, and what an app gives in code. */
export interface LatchkeyOptions extends SettingOptions, AppOptions {}

/** What is wrong with the value of each, or `null`: it may come from code without types. */
const faults: { readonly [Name in keyof Required<AppOptions>]: (value: unknown) => string | null } = {
  userFields: faultOfSchemas,
  serverFields: faultOfServerSchemas,
  claims: faultOfFunction,
  connection: faultOfConnection,
};

export const appOptionNames = Object.keys(faults);

/** The options of an app among those of `createLatchkey`, checked. Throws ConfigError. */
export function appOptionsFrom(options: object): AppOptions {
  const given = Object.entries(options).filter(([name, value]) => name in faults && value !== undefined);
  for (const [name, value] of given) {
    const fault = faults[name as keyof AppOptions](value);
    if (fault !== null) throw new ConfigError(name, fault);
  }
  if (isGiven(options, "connection") && isGiven(options, "databaseUrl")) {
    throw new ConfigError("connection", "is used instead of databaseUrl: remove one of the two");
  }
  const app: AppOptions = Object.freeze(Object.fromEntries(given));
  const twice = Object.keys(app.userFields ?? {}).find((name) => name in (app.serverFields ?? {}));
  if (twice !== undefined)
    throw new ConfigError("serverFields", `has "${twice}", which userFields has too: choose one`);
  return app;
}

function faultOfFunction(value: unknown): string | null {
  return typeof value === "function" ? null : "must be a function";
}

function isGiven(options: object, name: keyof LatchkeyOptions): boolean {
  return (Reflect.get(options, name) ?? undefined) !== undefined;
}

/** As in package.json: between major versions Mongoose and its driver change what is called here. */
const MONGOOSE = 9;

function faultOfConnection(value: unknown): string | null {
  const version = mongooseVersionOf(value);
  if (version === null) return "must be a connection of Mongoose, for example mongoose.connection";
  if (version.startsWith(`${MONGOOSE}.`)) return null;
  return `is of mongoose ${version}, but Latchkey needs mongoose ${MONGOOSE}: install that in your app, or set databaseUrl instead`;
}

/** `instanceof` would not know a connection of another copy of Mongoose. */
function mongooseVersionOf(value: unknown): string | null {
  const { base, getClient, asPromise } = Object(value);
  const isConnection = typeof getClient === "function" && typeof asPromise === "function";
  const version: unknown = Object(base).version;
  return isConnection && typeof version === "string" ? version : null;
}
