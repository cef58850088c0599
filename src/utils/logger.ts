import { pino } from "pino";
import { type LogStream, prettyLog } from "./prettyLog.js";

interface LogMethod {
  (fields: object, message?: string): void;
  (message: string): void;
}

/** What the program logs with: the part of pino's interface that it uses. */
export interface Logger extends Readonly<Record<"debug" | "info" | "warn" | "error" | "fatal", LogMethod>> {
  child(bindings: Readonly<Record<string, unknown>>, options?: { redact: { paths: string[] } }): Logger;
}

export interface LogTarget {
  /** Only a server's stdout is its log: a command prints its result there, and a library is a guest in its host's process. */
  readonly stream: "stdout" | "stderr" | LogStream;
  /** `auto` writes for people on a terminal, else JSON. */
  readonly format?: "auto" | "json" | "pretty";
  /** What every line says, such as the number of the worker. */
  readonly bindings?: Readonly<Record<string, string | number>>;
}

/** Fields that hold a credential, wherever they are in a line. */
export const CREDENTIALS = [
  "password",
  "passwordHash",
  "accessToken",
  "refreshToken",
  "deviceToken",
  "authorization",
  "cookie",
] as const;

export const CENSOR = "[redacted]";

/** JSON lines, or lines for people. Fields that look like a credential are redacted. */
export function createLogger(level: string, { stream, format = "auto", bindings = {} }: LogTarget): Logger {
  const out: LogStream = typeof stream === "string" ? process[stream] : stream;
  const isPretty = format === "auto" ? out.isTTY === true : format === "pretty";
  const paths = CREDENTIALS.flatMap((name) => [name, `*.${name}`]);
  const logger = pino({ level, redact: { paths, censor: CENSOR } }, isPretty ? prettyLog(out) : out);
  return logger.child(bindings);
}

/** For lines whose every field is a word of this program. Looking for credentials takes three times as long as such a line. */
export function withoutRedaction(logger: Logger): Logger {
  return logger.child({}, { redact: { paths: [] } });
}
