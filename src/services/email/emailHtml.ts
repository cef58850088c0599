import { escapeHtml } from "../../utils/escapeHtml.js";
import { textOn } from "../../utils/textOn.js";
import type { Brand, EmailContent } from "./EmailContent.js";

const FONT = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const TEXT = `${FONT};font-size:16px;line-height:1.5;color:#1f2430`;
const QUIET = `${FONT};font-size:13px;line-height:1.5;color:#5b6472`;
const TABLE = 'role="presentation" cellpadding="0" cellspacing="0" border="0"';

/**
 * Programs that follow the reader's dark theme take the colors from here; `data-ogsc` and `data-ogsb` are Outlook.com's. Others keep
 * the styles of the elements, or turn their colors around.
 */
const DARK = {
  ".page": "background-color:#14161a",
  ".card": "background-color:#1d2026;border-color:#343a45",
  ".facts": "background-color:#282d36",
  ".text": "color:#e9ebee",
  ".quiet": "color:#a8b0bc",
};

const STYLE = [
  ":root{color-scheme:light dark;supported-color-schemes:light dark}",
  "@media (max-width:480px){.card-inside{padding:24px 20px!important}}",
  `@media (prefers-color-scheme:dark){${darkRules("")}}`,
  darkRules("[data-ogsc] "),
  darkRules("[data-ogsb] "),
].join("\n");

function darkRules(prefix: string): string {
  return Object.entries(DARK)
    .map(([name, colors]) => `${prefix}${name}{${colors.replaceAll(/(?=;|$)/g, "!important")}}`)
    .join("");
}

/**
 * The HTML of an email. Tables, because Outlook for Windows lays out nothing else; styles at the elements, because some programs drop
 * the head. Nothing is loaded, so nobody learns that it was read, but for the operator's logo.
 */
export function emailHtml(content: EmailContent, brand: Brand): string {
  const { subject, heading, preview, language, footer } = content;
  const align = language.direction === "rtl" ? "right" : "left";
  return `${[
    "<!doctype html>",
    `<html lang="${escapeHtml(language.tag)}" dir="${language.direction}">`,
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="supported-color-schemes" content="light dark">',
    '<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">',
    `<title>${escapeHtml(subject)}</title>`,
    `<style>\n${STYLE}\n</style>`,
    "</head>",
    '<body class="page" style="margin:0;padding:0;background-color:#f3f4f6;-webkit-text-size-adjust:100%">',
    `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(preview)}</div>`,
    `<table ${TABLE} width="100%" class="page" style="background-color:#f3f4f6"><tr>`,
    '<td align="center" style="padding:24px 12px">',
    `<!--[if mso]><table ${TABLE} width="560"><tr><td><![endif]-->`,
    `<table ${TABLE} width="100%" style="max-width:560px">`,
    `<tr><td align="${align}" style="padding:0 4px 16px">${masthead(brand)}</td></tr>`,
    `<tr><td align="${align}" class="card" style="background-color:#ffffff;border:1px solid #e0e3e8;border-radius:12px">`,
    `<table ${TABLE} width="100%"><tr><td align="${align}" class="card-inside" style="padding:32px">`,
    `<h1 class="text" style="${TEXT};font-size:22px;line-height:1.3;font-weight:600;margin:0 0 20px">${escapeHtml(heading)}</h1>`,
    ...body(content, brand),
    "</td></tr></table>",
    "</td></tr>",
    `<tr><td align="${align}" style="padding:16px 4px 0">${paragraph(footer, "quiet", 0)}</td></tr>`,
    "</table>",
    "<!--[if mso]></td></tr></table><![endif]-->",
    "</td></tr></table>",
    "</body>",
    "</html>",
  ].join("\n")}\n`;
}

function masthead({ name, logoUrl }: Brand): string {
  // The name stands beside the logo, which many programs show only when asked.
  const logo =
    logoUrl === null
      ? ""
      : `<img src="${escapeHtml(logoUrl)}" alt="" height="32" style="height:32px;width:auto;vertical-align:middle;border:0"> `;
  return `${logo}<span class="text" style="${TEXT};font-size:18px;font-weight:600;vertical-align:middle">${escapeHtml(name)}</span>`;
}

function body({ greeting, opening, facts, code, advice, link, closing }: EmailContent, { color }: Brand): string[] {
  const texts = (lines: readonly string[]) => lines.map((line) => paragraph(line, "text", 16));
  return [
    ...texts([greeting, ...opening]),
    ...(facts === null ? [] : factBox(facts)),
    ...(code === null ? [] : codeBox(code)),
    ...texts(advice),
    ...(link === null ? [] : button(link, color)),
    ...closing.map((line) => paragraph(line, "quiet", 8)),
  ];
}

function paragraph(text: string, look: "text" | "quiet", space: number): string {
  return `<p class="${look}" style="${look === "text" ? TEXT : QUIET};margin:0 0 ${space}px">${escapeHtml(text)}</p>`;
}

function factBox({ summary, date }: { summary: string; date: string }): string[] {
  return [
    `<table ${TABLE} width="100%" style="margin:0 0 16px"><tr>`,
    '<td class="facts" style="background-color:#f3f4f6;border-radius:8px;padding:12px 16px">',
    `<p class="text" style="${TEXT};font-weight:600;margin:0">${escapeHtml(summary)}</p>`,
    paragraph(date, "quiet", 0),
    "</td></tr></table>",
  ];
}

/** Digits run from left to right in every language. */
function codeBox(code: string): string[] {
  const look = `${TEXT};font-size:32px;line-height:1.3;font-weight:600;letter-spacing:2px;white-space:nowrap;margin:0`;
  return [
    `<table ${TABLE} style="margin:0 0 16px"><tr>`,
    '<td class="facts" style="background-color:#f3f4f6;border-radius:8px;padding:12px 20px">',
    `<p class="text" dir="ltr" style="${look}">${escapeHtml(code)}</p>`,
    "</td></tr></table>",
  ];
}

function button({ label, url, copy }: { label: string; url: string; copy: string }, color: string): string[] {
  const onColor = textOn(color);
  const look = `display:inline-block;padding:12px 22px;${FONT};font-size:16px;line-height:1.25;font-weight:600`;
  return [
    `<table ${TABLE} style="margin:8px 0 24px"><tr>`,
    `<td bgcolor="${color}" style="background-color:${color};border-radius:8px;mso-padding-alt:12px 22px">`,
    `<a href="${escapeHtml(url)}" style="${look};color:${onColor};text-decoration:none;border-radius:8px">${escapeHtml(label)}</a>`,
    "</td></tr></table>",
    paragraph(copy, "quiet", 0),
    `<p class="quiet" dir="ltr" style="${QUIET};margin:0 0 16px;word-break:break-all">${escapeHtml(url)}</p>`,
  ];
}
