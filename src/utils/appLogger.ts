import { CENSOR, CREDENTIALS, type Logger } from "./logger.js";

type AppLogMethod = (fields: object, message?: string) => void;

/** The logger of an app: one of pino, or any other with these methods, which get an object and a text. */
export interface AppLogger extends Readonly<Record<"debug" | "info" | "warn" | "error", AppLogMethod>> {
  /** Without it `error` is used. */
  readonly fatal?: AppLogMethod;
}

const REQUIRED = ["debug", "info", "warn", "error"] as const;

/** What is wrong with a logger, or `null`. */
export function appLoggerFault(logger: unknown): string | null {
  if (typeof logger !== "object" || logger === null) return "must be a logger, such as one of pino";
  const missing = REQUIRED.find((name) => typeof Reflect.get(logger, name) !== "function");
  return missing === undefined ? null : `has no method ${missing}: it needs ${REQUIRED.join(", ")}, as pino has them`;
}

/**
 * The app's logger as ours, with our redaction: lines of ours contain no secrets, and should one ever slip in, it is not the app
 * that has to notice. Its own `child` is not used, so it need not have one.
 */
export function fromAppLogger(logger: AppLogger, bindings: object = {}): Logger {
  const method =
    (name: keyof AppLogger) =>
    (fields: object | string, message?: string): void => {
      const line = typeof fields === "string" ? {} : withoutCredentials(fields);
      const text = typeof fields === "string" ? fields : message;
      // Called on the logger, which may be a class.
      if (name === "fatal" && logger.fatal === undefined) logger.error({ ...bindings, ...line }, text);
      else logger[name]?.({ ...bindings, ...line }, text);
    };
  return {
    debug: method("debug"),
    info: method("info"),
    warn: method("warn"),
    error: method("error"),
    fatal: method("fatal"),
    child: (more) => fromAppLogger(logger, { ...bindings, ...more }),
  };
}

/**
 * A logger that logs nothing, for tests of an app.
 *
 * @example
 * createLatchkey({ logger: silent() });
 */
export function silent(): Logger {
  const nothing = () => {};
  return { debug: nothing, info: nothing, warn: nothing, error: nothing, fatal: nothing, child: silent };
}

const NAMES: ReadonlySet<string> = new Set(CREDENTIALS);

/** The fields of a line, and those of its plain objects: as far as our own logger looks. */
function withoutCredentials(fields: object, depth = 0): object {
  const entries = Object.entries(fields).map(([name, value]) => {
    if (NAMES.has(name)) return [name, CENSOR];
    return [name, depth === 0 && isPlain(value) ? withoutCredentials(value, 1) : value];
  });
  return Object.fromEntries(entries);
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
