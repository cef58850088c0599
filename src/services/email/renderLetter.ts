import type { Letter } from "./Letter.js";

/**
 * The two forms of a letter: they say the same and carry the same link. The HTML loads nothing and styles next to nothing,
 * so nobody learns that it was read, and follows the reader's own colors.
 */
export function renderLetter(letter: Letter): { text: string; html: string } {
  return { text: renderText(letter), html: renderHtml(letter) };
}

function renderText({ greeting, opening, link, closing }: Letter): string {
  const linkLines = link === null ? [] : [`${link.label}:\n${link.url}`];
  return `${[greeting, ...opening, ...linkLines, ...closing].join("\n\n")}\n`;
}

function renderHtml({ subject, greeting, opening, link, closing }: Letter): string {
  const linkLines = link === null ? [] : [`<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`];
  return `${[
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(subject)}</title>`,
    "</head>",
    '<body style="font-family: sans-serif; line-height: 1.5">',
    ...[greeting, ...opening].map(paragraph),
    ...linkLines,
    ...closing.map(paragraph),
    "</body>",
    "</html>",
  ].join("\n")}\n`;
}

function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
