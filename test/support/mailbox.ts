import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** The one link of the text, or "" when there is none. */
  link: string;
  /** What stands behind `#token=` in it. */
  token: string;
}

/** Every mail in an outbox folder, oldest first. */
export function readOutbox(directory: string): Mail[] {
  if (!existsSync(directory)) return [];
  const files = readdirSync(directory).filter((name) => name.endsWith(".eml"));
  return files.toSorted().map((name) => parseMail(readFileSync(join(directory, name), "utf8")));
}

/** A mail of one text and one HTML part, as the mailer builds it. */
export function parseMail(source: string): Mail {
  const { headers, body } = split(source);
  const boundary = /boundary="?([^";\r\n]+)/.exec(headers["content-type"] ?? "")?.[1] ?? "";
  const parts = body.split(`--${boundary}`).slice(1, -1).map(split);
  const [text, html] = ["text/plain", "text/html"].map((type) => {
    const part = parts.find(({ headers: own }) => own["content-type"]?.startsWith(type));
    return part === undefined ? "" : decode(part.body, part.headers["content-transfer-encoding"]);
  });
  const link = /https?:\/\/\S+#token=\S+/.exec(text ?? "")?.[0] ?? "";
  return {
    to: headers["to"] ?? "",
    subject: headers["subject"] ?? "",
    text: text ?? "",
    html: html ?? "",
    link,
    token: link.split("#token=")[1] ?? "",
  };
}

function split(source: string): { headers: Record<string, string>; body: string } {
  const [head = "", ...rest] = source.replace(/^\r?\n/, "").split(/\r?\n\r?\n/);
  const lines = head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  return { headers, body: rest.join("\r\n\r\n") };
}

function decode(body: string, encoding: string | undefined): string {
  if (encoding === "base64") return Buffer.from(body, "base64").toString();
  if (encoding !== "quoted-printable") return body.trim();
  const bytes = body
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString().trim();
}
