/** A mail of the outbox as a reader sees it. */
export interface EmlContent {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Reads a file that OutboxTransport wrote: one plain and one HTML part, neither encoded. What is missing is empty. */
export function readEml(raw: string): EmlContent {
  const { headers, body } = split(raw.replaceAll("\r\n", "\n"));
  const boundary = /boundary="([^"]+)"/.exec(headers.get("content-type") ?? "")?.[1];
  // The line break before a boundary belongs to the boundary.
  const parts = boundary === undefined ? [] : `\n${body}`.split(`\n--${boundary}`).slice(1, -1);
  const contentOf = (type: string) =>
    parts
      .map((part) => split(part.replace(/^\n/, "")))
      .find((part) => part.headers.get("content-type")?.startsWith(type))?.body ?? "";
  return {
    to: headers.get("to") ?? "",
    subject: decodeWords(headers.get("subject") ?? ""),
    text: contentOf("text/plain"),
    html: contentOf("text/html"),
  };
}

function split(text: string): { headers: ReadonlyMap<string, string>; body: string } {
  const [head = "", ...rest] = text.split("\n\n");
  const lines = head.replaceAll(/\n[ \t]+/g, " ").split("\n");
  const headers = lines.map((line): [string, string] => {
    const [name = "", ...value] = line.split(":");
    return [name.toLowerCase(), value.join(":").trim()];
  });
  return { headers: new Map(headers), body: rest.join("\n\n") };
}

/** Words of a header that are not ASCII (RFC 2047). The space between two of them is none (section 6.2). */
function decodeWords(header: string): string {
  return header
    .replaceAll(/\?=\s+=\?/g, "?==?")
    .replaceAll(/((?:=\?utf-8\?[bq]\?[^?]*\?=)+)/gi, (words) =>
      Buffer.concat(words.split(/(?<=\?=)(?==\?)/).map(bytesOfWord)).toString(),
    );
}

function bytesOfWord(word: string): Buffer {
  const [, , encoding = "", content = ""] = word.split("?");
  if (encoding.toLowerCase() === "b") return Buffer.from(content, "base64");
  const bytes = content
    .replaceAll("_", " ")
    .replaceAll(/=([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1");
}
