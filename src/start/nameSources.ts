import { readFileSync } from "node:fs";
import { SourceMap, type SourceOrigin } from "node:module";

/**
 * Makes stack traces name the sources instead of places in the bundle. The map is read when the first stack trace is: with
 * `--enable-source-maps` Node reads it at every start, whose time it doubles.
 *
 * @param bundle - the name of the bundle in stack traces
 */
export function nameSources(bundle: string, mapFile: string): void {
  let map: SourceMap | null | undefined;

  function textOf(call: NodeJS.CallSite): string {
    const text = `    at ${call}`;
    if (call.getFileName() !== bundle) return text;
    if (map === undefined) map = readMap(mapFile);
    const [line, column] = [call.getLineNumber() ?? 0, call.getColumnNumber() ?? 0];
    const origin: Partial<SourceOrigin> = map?.findOrigin(line, column) ?? {};
    if (origin.fileName === undefined) return text;
    const source = origin.fileName.replace(/^(\.\.\/)+/, "");
    return text.replace(`${bundle}:${line}:${column}`, () => `${source}:${origin.lineNumber}:${origin.columnNumber}`);
  }

  Error.prepareStackTrace = (error, calls) => [headOf(error), ...calls.map(textOf)].join("\n");
}

/** A stack trace is wanted when something else has failed already: nothing here may fail. */
function readMap(file: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

function headOf(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "<error>";
  }
}
