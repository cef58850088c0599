import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readMail } from "./readMail.js";

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** The one link of the text, or "" without one. */
  link: string;
  /** What stands behind `#token=` in it. */
  token: string;
  /** The eight digits to sign in with, or "" without any. */
  code: string;
}

/** Every mail in an outbox folder, oldest first. */
export function readOutbox(directory: string): Mail[] {
  if (!existsSync(directory)) return [];
  const files = readdirSync(directory).filter((name) => name.endsWith(".eml"));
  return files.toSorted().map((name) => toMail(readFileSync(join(directory, name), "utf8")));
}

function toMail(source: string): Mail {
  const { headers, text, html } = readMail(source);
  const link = /https?:\/\/\S+#token=\S+/.exec(text)?.[0] ?? "";
  return {
    to: headers.get("to") ?? "",
    subject: headers.get("subject") ?? "",
    text,
    html,
    link,
    token: link.split("#token=")[1] ?? "",
    code: /^\d{4} \d{4}$/m.exec(text)?.[0].replace(" ", "") ?? "",
  };
}
