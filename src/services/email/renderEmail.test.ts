import { describe, expect, test } from "vitest";
import { BRAND } from "../../../test/support/mail/everyMail.js";
import type { EmailContent } from "./EmailContent.js";
import { renderEmail } from "./renderEmail.js";

const CONTENT: EmailContent = {
  language: { tag: "en", direction: "ltr" },
  subject: "Subject",
  heading: "Heading",
  preview: "Preview",
  greeting: "Hello,",
  opening: ["First.", "Second."],
  facts: { summary: "Chrome on Linux", date: "Friday" },
  code: "4071 8265",
  advice: ["Advice."],
  link: { label: "Open", url: "https://auth.example.com/page?a=1&b=2#token=abc", copy: "Copy:" },
  closing: ["Last."],
  footer: "Footer.",
};
const LOGO = { ...BRAND, logoUrl: "https://cdn.example.com/logo.png" };

/** What a reader sees of the body, in order. */
function shown(html: string): string[] {
  const body = html.slice(html.indexOf("<body"));
  return [...body.matchAll(/>([^<>]+)</g)].flatMap(([, text = ""]) => (text.trim() === "" ? [] : [text.trim()]));
}

test("the text says everything in order, with the link on a line of its own", () => {
  expect(renderEmail(CONTENT, BRAND).text).toBe(
    "Hello,\n\nFirst.\n\nSecond.\n\nChrome on Linux\nFriday\n\nAdvice.\n\nOpen:\nhttps://auth.example.com/page?a=1&b=2#token=abc\n\nLast.\n\nFooter.\n",
  );
});

test("the HTML says the same in order, below the brand, with one button and its address as text below it", () => {
  const { html } = renderEmail(CONTENT, BRAND);
  const url = "https://auth.example.com/page?a=1&amp;b=2#token=abc";
  expect(html.match(/href="[^"]*"/g)).toEqual([`href="${url}"`]);
  expect(shown(html)).toEqual([
    "Preview",
    "Example",
    "Heading",
    "Hello,",
    "First.",
    "Second.",
    "Chrome on Linux",
    "Friday",
    "Advice.",
    "Open",
    "Copy:",
    url,
    "Last.",
    "Footer.",
  ]);
});

test("a mail without a link has none", () => {
  const { text, html } = renderEmail({ ...CONTENT, link: null }, BRAND);
  expect(`${text}${html}`).not.toMatch(/https?:|href/);
});

const LOADS = /<(?:img|script|link|iframe|form|object)|src=|url\(|@import|\son\w+=/i;

test("the HTML loads nothing and runs nothing", () => {
  expect(renderEmail(CONTENT, BRAND).html).not.toMatch(LOADS);
});

test("the logo of the operator is the only thing that is loaded", () => {
  const { html } = renderEmail(CONTENT, LOGO);
  expect(html.match(/src="[^"]*"/g)).toEqual([`src="${LOGO.logoUrl}"`]);
  expect(html.replace(/<img [^>]*>/, "")).not.toMatch(LOADS);
});

test.each([
  ["#0a7f5a", "#ffffff"],
  ["#ffd400", "#000000"],
])("the button has the brand's color %s, and text that can be read on it", (color, text) => {
  const { html } = renderEmail(CONTENT, { ...BRAND, color });
  expect(html).toContain(`bgcolor="${color}"`);
  expect(/<a [^>]*color:(#\w+)/.exec(html)?.[1]).toBe(text);
});

test("the HTML names its language and direction, and has colors for the dark theme", () => {
  const { html } = renderEmail({ ...CONTENT, language: { tag: "ar-XB", direction: "rtl" } }, BRAND);
  expect(html).toContain('<html lang="ar-XB" dir="rtl">');
  expect(html).toContain('<meta name="color-scheme" content="light dark">');
  expect(html).toContain('<meta name="supported-color-schemes" content="light dark">');
  expect(html).toContain("@media (prefers-color-scheme:dark)");
  expect(html).not.toContain('align="left"');
});

describe("whatever is said is text, not markup", () => {
  test.each([
    ['<a href="https://evil.example">win</a>', "&lt;a href=&quot;https://evil.example&quot;&gt;win&lt;/a&gt;"],
    ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    ["O'Connor & Sons", "O&#39;Connor &amp; Sons"],
    ["&lt;b&gt;", "&amp;lt;b&amp;gt;"],
    ["Łuczak 王小明 😀", "Łuczak 王小明 😀"],
    ["$& $1 $`", "$&amp; $1 $`"],
  ])("%s", (said, escaped) => {
    const content: EmailContent = {
      language: CONTENT.language,
      subject: said,
      heading: said,
      preview: said,
      greeting: said,
      opening: [said],
      facts: { summary: said, date: said },
      code: said,
      advice: [said],
      link: { label: said, url: `https://auth.example.com/${said}`, copy: said },
      closing: [said],
      footer: said,
    };
    const { html } = renderEmail(content, { ...BRAND, name: said });
    expect(html.split(escaped)).toHaveLength(16);
    expect(html.replaceAll(escaped, "")).not.toContain(said);
  });
});
