import { MAX_RECORD_BYTES, type Row, TOO_LONG } from "./records.js";

const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = "\u{feff}";

/** Reads one JSON document per line. Empty lines are counted and skipped. */
export async function* jsonLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Row> {
  let line = 0;
  for await (const bytes of linesOf(chunks)) {
    line += 1;
    if (bytes === null) yield { place: line, problem: TOO_LONG };
    else if (!isBlank(bytes)) yield parseLine(line, bytes);
  }
}

/** The lines without their line feeds; `null` for a line that is too long. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer | null> {
  let parts: Buffer[] = [];
  let length = 0;
  const take = () => {
    const line = length > MAX_RECORD_BYTES ? null : Buffer.concat(parts);
    parts = [];
    length = 0;
    return line;
  };
  const keep = (part: Buffer) => {
    length += part.length;
    if (length <= MAX_RECORD_BYTES) parts.push(part);
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      keep(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    keep(chunk.subarray(start));
  }
  if (length > 0) yield take();
}

function isBlank(bytes: Buffer): boolean {
  return bytes.toString("latin1").trim() === "";
}

function parseLine(line: number, bytes: Buffer): Row {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const fields: unknown = JSON.parse(line === 1 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
    return { place: line, fields };
  } catch {
    // The parser's message quotes the line, which may contain a hash.
    return { place: line, problem: "Must be a JSON document in UTF-8." };
  }
}
