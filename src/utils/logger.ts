import { type Logger, pino } from "pino";

export type { Logger };

export interface LogTarget {
  /** Only a server's stdout is its log: a command prints its result there, and a library is a guest in its host's process. */
  readonly stream: "stdout" | "stderr";
  /** What every line says, such as the number of the worker. */
  readonly bindings?: Readonly<Record<string, string | number>>;
}

/** JSON lines. Fields that look like a credential are redacted. */
export function createLogger(level: string, { stream, bindings = {} }: LogTarget): Logger {
  const logger = pino(
    {
      level,
      redact: {
        paths: [
          "password",
          "*.password",
          "passwordHash",
          "*.passwordHash",
          "accessToken",
          "refreshToken",
          "deviceToken",
          "*.accessToken",
          "*.refreshToken",
          "*.deviceToken",
          "authorization",
          "cookie",
          "*.authorization",
          "*.cookie",
        ],
        censor: "[redacted]",
      },
    },
    process[stream],
  );
  return logger.child(bindings);
}

/** For lines whose every field is a word of this program. Looking for credentials takes three times as long as such a line. */
export function withoutRedaction(logger: Logger): Logger {
  return logger.child({}, { redact: { paths: [] } });
}
