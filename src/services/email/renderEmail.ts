/** What an email says, without its form. Every text is plain and may come from outside: the renderer escapes it. */
export interface EmailContent {
  readonly subject: string;
  readonly greeting: string;
  readonly opening: readonly string[];
  /** At most one, so that nobody has to ask which to open. */
  readonly link: { readonly label: string; readonly url: string } | null;
  readonly closing: readonly string[];
}

/**
 * The two forms of an email: they say the same and have the same link. The HTML loads nothing, so nobody learns that it was
 * read, and has next to no styles, so it follows the reader's own colors.
 */
export function renderEmail(content: EmailContent): { text: string; html: string } {
  return { text: renderText(content), html: renderHtml(content) };
}

function renderText({ greeting, opening, link, closing }: EmailContent): string {
  const linkLines = link === null ? [] : [`${link.label}:\n${link.url}`];
  return `${[greeting, ...opening, ...linkLines, ...closing].join("\n\n")}\n`;
}

function renderHtml({ subject, greeting, opening, link, closing }: EmailContent): string {
  const linkLines = link === null ? [] : [`<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`];
  const lines = [...[greeting, ...opening].map(paragraph), ...linkLines, ...closing.map(paragraph)];
  return page({ subject, locale: "en", lines });
}

/** The HTML of an email that has a text alone: its paragraphs and lines, and the link as one. */
export function htmlOfText({ subject, text, link, locale }: TextEmail): string {
  const url = link === null ? null : escapeHtml(link);
  const lines = text
    .trim()
    .split(/\n\s*\n/)
    .map(paragraph)
    .map((line) => line.replaceAll("\n", "<br>"))
    .map((line) => (url === null ? line : line.replaceAll(url, () => `<a href="${url}">${url}</a>`)));
  return page({ subject, locale, lines });
}

interface TextEmail {
  readonly subject: string;
  readonly text: string;
  readonly link: string | null;
  readonly locale: string;
}

function page({ subject, locale, lines }: { subject: string; locale: string; lines: readonly string[] }): string {
  return `${[
    "<!doctype html>",
    `<html lang="${escapeHtml(locale)}">`,
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(subject)}</title>`,
    "</head>",
    '<body style="font-family: sans-serif; line-height: 1.5">',
    ...lines,
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
