import type { MongooseConnection } from "../@types/MongooseConnection.js";
import type { PostgresPool } from "../@types/PostgresPool.js";
import type { ServerFields, UserFields } from "../@types/UserFields.js";
import type { TrustsOrigin } from "../http/trustedOrigins.js";
import type { UserView } from "../services/account/index.js";
import type { OnEvent } from "../services/audit/index.js";
import { type MailTexts, mailKinds, type SendMail } from "../services/email/index.js";
import { type FieldSchemas, faultOfSchemas, faultOfServerSchemas } from "../services/fields/index.js";
import { type Hooks, hookNames } from "../services/hooks/index.js";
import type { AppPasswordPolicy } from "../services/password/index.js";
import { type AppLogger, appLoggerFault } from "../utils/appLogger.js";
import { nearestName } from "../utils/nearestName.js";
import { ConfigError } from "./ConfigError.js";
import { connectionFault } from "./connectionFault.js";
import type { ProviderOption } from "./providerOptions.js";
import type { SettingOptions } from "./SettingOptions.generated.js";
import { pathFault } from "./urls.js";

/** What an app gives in code, because no environment can hold it. All are optional. */
export interface AppOptions {
  /**
   * Fields of your own that users set themselves, at registration and in their settings: a schema for each, of zod or any other
   * library that follows Standard Schema. Those with a label, as `.meta({ label: "Company" })` of zod, are on the pages.
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
   * Functions that may refuse, by throwing a {@link Refusal}, and change nothing. A request waits for each two seconds at most.
   *
   * @example
   * createLatchkey({
   *   hooks: {
   *     beforeRegister: ({ email }) => {
   *       if (email.endsWith("@example.net")) throw new Refusal("No free mail providers.", { field: "email" });
   *     },
   *   },
   * });
   */
  hooks?: Hooks;
  /**
   * Gets every event of the audit log after it is stored, those of an account in their order. No answer waits for it. After ten
   * seconds, and after an error, the next event follows.
   *
   * @example
   * createLatchkey({
   *   onEvent: async ({ name, userId }) => {
   *     if (name === "registered") await welcome(userId);
   *   },
   * });
   */
  onEvent?: OnEvent;
  /**
   * Sends mail instead of `smtpUrl` and the outbox. A mail is queued first: when this rejects, it is tried again, for a day. Nothing
   * of a mail but its kind is logged.
   *
   * @example
   * createLatchkey({
   *   sendMail: async ({ kind, to, subject, text, html }) => {
   *     await mailService.send({ tag: kind, to, subject, text, html });
   *   },
   * });
   */
  sendMail?: SendMail;
  /**
   * Your own texts for some kinds of mail. Where the HTML is missing, it is made of the text.
   *
   * @example
   * createLatchkey({
   *   mails: {
   *     "verify-email": ({ name, link }) => ({
   *       subject: "Welcome to Example",
   *       text: `Hello ${name ?? "there"},\n\nconfirm your address: ${link}`,
   *     }),
   *   },
   * });
   */
  mails?: MailTexts;
  /**
   * Your own rule for new passwords, beside ours and after them: `null`, or the reason that the user gets to read. A request waits
   * for it two seconds at most.
   *
   * @example
   * createLatchkey({ passwordPolicy: (password) => (/\d/.test(password) ? null : "Use at least one digit.") });
   */
  passwordPolicy?: AppPasswordPolicy;
  /**
   * Your own logger instead of ours, which writes JSON to stderr: one of pino, or any other with its methods. It decides what is
   * logged: `logLevel` does not count.
   *
   * @example
   * createLatchkey({ logger: pino({ name: "auth" }) });
   */
  logger?: AppLogger;
  /**
   * Whether an origin may call the API with the visitor's cookies, beside those of `corsOrigin`: for origins that only your data
   * knows. It is asked at each request about an origin that the settings do not allow, and must answer at once.
   *
   * @example
   * const shops = new Set(["https://shop.example.com"]);
   * createLatchkey({ trustedOrigins: (origin) => shops.has(origin) });
   */
  trustedOrigins?: TrustsOrigin;
  /**
   * Other providers with which users sign in, beside those of the settings such as `googleClientId`. Names are unique among all of
   * them.
   *
   * @example
   * createLatchkey({ providers: [google({ clientId, clientSecret }), apple({ clientId: serviceId, teamId, keyId, privateKey })] });
   */
  providers?: readonly ProviderOption[];
  /**
   * Where your app mounts the router, below `publicUrl`: `latchkey.pages` call it there. Default: `/api/v1`.
   *
   * @example
   * const latchkey = createLatchkey({ apiPath: "/identity" });
   * app.use("/identity", latchkey.router);
   * app.use(latchkey.pages);
   */
  apiPath?: string;
  /**
   * An open or opening connection of your app's Mongoose 9, or a pool of its `pg` 8, used instead of `databaseUrl`. It is never closed
   * here. Where your app has a collection such as `users`, a `databasePrefix` keeps Latchkey's beside it; on PostgreSQL the schema
   * `databaseSchema` does.
   *
   * @example
   * createLatchkey({ connection: mongoose.connection, databasePrefix: "latchkey_" });
   * createLatchkey({ connection: new pg.Pool({ connectionString: "postgres://localhost/app" }) });
   */
  connection?: MongooseConnection | PostgresPool;
}

/** The options of `createLatchkey`: the settings of a server in camel case, and what an app gives in code. */
export interface LatchkeyOptions extends SettingOptions, AppOptions {}

/** What is wrong with an option, or with the part `key` of it; `null` if nothing is. */
type Fault = string | { readonly key: string; readonly fault: string } | null;

/** What is wrong with the value of each, or `null`: it may come from code without types. */
const faults: { readonly [Name in keyof Required<AppOptions>]: (value: unknown) => Fault } = {
  userFields: faultOfSchemas,
  serverFields: faultOfServerSchemas,
  claims: faultOfFunction,
  connection: connectionFault,
  hooks: (value) => faultOfFunctions(value, hookNames),
  onEvent: faultOfFunction,
  sendMail: faultOfFunction,
  mails: (value) => faultOfFunctions(value, mailKinds),
  passwordPolicy: faultOfFunction,
  logger: appLoggerFault,
  trustedOrigins: faultOfFunction,
  providers: (value) =>
    Array.isArray(value) ? null : "must be a list, for example [google({ clientId, clientSecret })]",
  apiPath: (value) => (typeof value === "string" ? pathFault(value) : "must be text"),
};

export const appOptionNames = Object.keys(faults);

/** The options of an app among those of `createLatchkey`, checked. Throws ConfigError. */
export function appOptionsFrom(options: object): AppOptions {
  const given = Object.entries(options).filter(([name, value]) => name in faults && value !== undefined);
  for (const [name, value] of given) {
    const fault = faults[name as keyof AppOptions](value);
    if (typeof fault === "string") throw new ConfigError(name, fault);
    if (fault !== null) throw new ConfigError(`${name}.${fault.key}`, fault.fault);
  }
  const app: AppOptions = Object.freeze(Object.fromEntries(given));
  if ("connection" in app && Reflect.get(options, "databaseUrl") !== undefined) {
    throw new ConfigError("connection", "is used instead of databaseUrl: remove one of the two");
  }
  const twice = Object.keys(app.userFields ?? {}).find((name) => name in (app.serverFields ?? {}));
  if (twice !== undefined)
    throw new ConfigError("serverFields", `has "${twice}", which userFields has too: choose one`);
  return app;
}

function faultOfFunction(value: unknown): string | null {
  return typeof value === "function" ? null : "must be a function";
}

/** An option that holds functions under known names. */
function faultOfFunctions(value: unknown, names: readonly string[]): Fault {
  if (typeof value !== "object" || value === null) return `must be an object with functions: ${names.join(", ")}`;
  for (const [key, part] of Object.entries(value)) {
    if (!names.includes(key)) {
      const meant = nearestName(key, names);
      const fix = meant === null ? `use one of ${names.join(", ")}` : `did you mean ${meant}?`;
      return { key, fault: `does not exist: ${fix}` };
    }
    if (part !== undefined && typeof part !== "function") return { key, fault: "must be a function" };
  }
  return null;
}
