import { describe, expect, test } from "vitest";
import type { EmailContent } from "./renderEmail.js";
import { renderEmail } from "./renderEmail.js";

const CONTENT: EmailContent = {
  subject: "Subject",
  greeting: "Hello,",
  opening: ["First.", "Second."],
  link: { label: "Open", url: "https://auth.example.com/page?a=1&b=2#token=abc" },
  closing: ["Last."],
};

test("the text says everything in order, with the link on a line of its own", () => {
  expect(renderEmail(CONTENT).text).toBe(
    "Hello,\n\nFirst.\n\nSecond.\n\nOpen:\nhttps://auth.example.com/page?a=1&b=2#token=abc\n\nLast.\n",
  );
});

test("the HTML carries the same link once, and the same paragraphs", () => {
  const { html } = renderEmail(CONTENT);
  expect(html.match(/href="[^"]*"/g)).toEqual(['href="https://auth.example.com/page?a=1&amp;b=2#token=abc"']);
  expect([...html.matchAll(/<p>(.*)<\/p>/g)].map(([, content]) => content)).toEqual([
    "Hello,",
    "First.",
    "Second.",
    '<a href="https://auth.example.com/page?a=1&amp;b=2#token=abc">Open</a>',
    "Last.",
  ]);
});

test("a letter without a link has none", () => {
  const { text, html } = renderEmail({ ...CONTENT, link: null });
  expect(`${text}${html}`).not.toMatch(/https?:|href/);
});

test("the HTML loads nothing and runs nothing", () => {
  expect(renderEmail(CONTENT).html).not.toMatch(
    /<(?:img|script|link|iframe|form|object|style)|src=|url\(|@import|\son\w+=/i,
  );
});

describe("whatever is said is text, not markup", () => {
  test.each([
    ['<a href="https://evil.example">win</a>', "&lt;a href=&quot;https://evil.example&quot;&gt;win&lt;/a&gt;"],
    ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    ["O'Connor & Sons", "O&#39;Connor &amp; Sons"],
    ["&lt;b&gt;", "&amp;lt;b&amp;gt;"],
    ["Łuczak 王小明 😀", "Łuczak 王小明 😀"],
    ["$& $1 $`", "$&amp; $1 $`"],
  ])("%s", (said, shown) => {
    const link = { label: said, url: `https://auth.example.com/${said}` };
    const { html } = renderEmail({ subject: said, greeting: said, opening: [said], link, closing: [said] });
    expect(html.split(shown)).toHaveLength(7);
    expect(html.replaceAll(shown, "")).not.toContain(said);
  });
});
