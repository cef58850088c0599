import type { AppLogger } from "../../../src/latchkey.js";

export interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** A logger of an app that keeps what it gets. */
export function collectingLogger(): { logger: AppLogger; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const collect = (level: LogLine["level"]) => (fields: object, message?: string) => {
    lines.push({ level, fields: { ...fields }, message: message ?? "" });
  };
  const logger = { debug: collect("debug"), info: collect("info"), warn: collect("warn"), error: collect("error") };
  return { logger, lines };
}
