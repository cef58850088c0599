import { escapeHtml } from "../../utils/escapeHtml.js";
import type { Brand, EmailContent } from "./EmailContent.js";
import { emailHtml } from "./emailHtml.js";

/** The two forms of an email: they say the same and have the same link. */
export function renderEmail(content: EmailContent, brand: Brand): { text: string; html: string } {
  return { text: renderText(content), html: emailHtml(content, brand) };
}

function renderText({ greeting, opening, facts, code, advice, link, closing, footer }: EmailContent): string {
  const factLines = facts === null ? [] : [`${facts.summary}\n${facts.date}`];
  const codeLines = code === null ? [] : [code];
  const linkLines = link === null ? [] : [`${link.label}:\n${link.url}`];
  return `${[greeting, ...opening, ...factLines, ...codeLines, ...advice, ...linkLines, ...closing, footer].join("\n\n")}\n`;
}

/** The HTML of an email that has a text alone: its paragraphs and lines, and the link as one. */
export function htmlOfText({ subject, text, link, locale }: TextEmail): string {
  const url = link === null ? null : escapeHtml(link);
  const lines = text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`)
    .map((line) => line.replaceAll("\n", "<br>"))
    .map((line) => (url === null ? line : line.replaceAll(url, () => `<a href="${url}">${url}</a>`)));
  return `${[
    "<!doctype html>",
    `<html lang="${escapeHtml(locale)}">`,
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(subject)}</title>`,
    "</head>",
    '<body style="font-family: sans-serif; line-height: 1.5">',
    ...lines,
    "</body>",
    "</html>",
  ].join("\n")}\n`;
}

interface TextEmail {
  readonly subject: string;
  readonly text: string;
  readonly link: string | null;
  readonly locale: string;
}
