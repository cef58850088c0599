/** A mail as a reader sees it, with line breaks of one character. */
export interface ReadMail {
  /** By lower-case name, unfolded. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  readonly html: string;
}

/** Reads the bytes of a mail that has one plain and one HTML part. */
export function readMail(raw: string): ReadMail {
  const { headers, body } = split(raw.replaceAll("\r\n", "\n"));
  const boundary = /boundary="([^"]+)"/.exec(headers.get("content-type") ?? "")?.[1];
  if (boundary === undefined) throw new Error("The mail has no parts.");
  // The line break before a boundary belongs to the boundary.
  const parts = `\n${body}`
    .split(`\n--${boundary}`)
    .slice(1, -1)
    .map((part) => split(part.replace(/^\n/, "")));
  return { headers, text: contentOf(parts, "text/plain"), html: contentOf(parts, "text/html") };
}

/** The token of a mail's link. Throws when the text does not hold exactly one link. */
export function tokenOf({ text }: ReadMail): string {
  const links = text.match(/https?:\S+/g) ?? [];
  const token = /#token=([A-Za-z0-9_-]{43})$/.exec(links[0] ?? "")?.[1];
  if (token === undefined || links.length > 1) throw new Error(`The mail has these links: ${links.join(" ")}`);
  return token;
}

interface Part {
  headers: Map<string, string>;
  body: string;
}

function split(text: string): Part {
  const end = text.indexOf("\n\n");
  const lines = text
    .slice(0, end)
    .replaceAll(/\n[ \t]+/g, " ")
    .split("\n");
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { headers, body: text.slice(end + 2) };
}

function contentOf(parts: readonly Part[], type: string): string {
  const part = parts.find(({ headers }) => headers.get("content-type")?.startsWith(type));
  if (part === undefined) throw new Error(`The mail has no part of ${type}.`);
  const encoding = part.headers.get("content-transfer-encoding");
  return encoding === "quoted-printable" ? unquoted(part.body) : part.body;
}

function unquoted(text: string): string {
  const bytes = text
    .replaceAll("=\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number(`0x${hex}`)));
  return Buffer.from(bytes, "latin1").toString();
}
