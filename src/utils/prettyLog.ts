import { escapeControls } from "./displayText.js";
import { localTime } from "./utcTime.js";

/** A line of the log as pino writes it. */
interface Line {
  readonly level: number;
  readonly time: number;
  readonly msg?: string;
  readonly [field: string]: unknown;
}

/** The names of pino's levels, each with its color: SGR codes of ECMA-48. */
const LEVELS: Readonly<Record<number, readonly [name: string, color: number]>> = {
  10: ["TRACE", 90],
  20: ["DEBUG", 90],
  30: ["INFO", 32],
  40: ["WARN", 33],
  50: ["ERROR", 31],
  60: ["FATAL", 31],
};
const GRAY = 90;

/** The same for every line of a developer's server. */
const DULL: readonly string[] = ["level", "time", "msg", "pid", "hostname", "err"];

/** Where the lines go: what a terminal's stream has. */
export interface LogStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  hasColors?(): boolean;
}

/** Takes the JSON lines of a log and writes each for people, in color where the terminal shows any. */
export function prettyLog(out: LogStream): { write(line: string): void } {
  const hasColors = out.hasColors?.() ?? false;
  const paint = (text: string, color: number) => (hasColors ? `\u001b[${color}m${text}\u001b[39m` : text);
  return {
    write: (json) => void out.write(prettyLine(JSON.parse(json), paint)),
  };
}

/** `12:30:05 WARN  Request. method=GET route=/users/profile status=404`, and the stack of an error below it. */
function prettyLine(line: Line, paint: (text: string, color: number) => string): string {
  const { level, time, msg = "", err } = line;
  const [name, color] = LEVELS[level] ?? [String(level), GRAY];
  const fields = Object.entries(line)
    .filter(([field]) => !DULL.includes(field))
    .map(([field, value]) => `${paint(`${field}=`, GRAY)}${safe(valueText(value))}`);
  const head = [paint(localTime(time), GRAY), paint(name.padEnd(5), color), safe(msg), ...fields].join(" ");
  return `${head}\n${err === undefined ? "" : `${indent(safe(errorText(err)))}\n`}`;
}

/** Texts may be of strangers, and a terminal obeys what it is sent. */
const safe = escapeControls;

function valueText(value: unknown): string {
  return typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}

function errorText(error: unknown): string {
  const stack: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "stack") : undefined;
  return typeof stack === "string" ? stack : JSON.stringify(error);
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}
