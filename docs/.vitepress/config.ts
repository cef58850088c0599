import { readFileSync } from "node:fs";
import { join, normalize } from "node:path/posix";
import { defineConfig } from "vitepress";

const GROUPS = ["start", "guides", "reference", "why"];

/** A group's index lists its pages, for readers of the repository and for the sidebar of the site. */
function sidebarOf(group: string) {
  const index = readFileSync(join(import.meta.dirname, "..", group, "index.md"), "utf8");
  const text = /^# (.+)$/m.exec(index)?.[1] ?? group;
  const pages = [...index.matchAll(/^- \[(.+?)\]\((.+?)\.md\)/gm)];
  const items = pages.map(([, title = "", page = ""]) => ({ text: title, link: join("/", group, page) }));
  return { text, link: `/${group}/`, items };
}

const groups = GROUPS.map(sidebarOf);

export default defineConfig({
  title: "Latchkey",
  description: "Authentication for TypeScript and Node",
  outDir: "../.cache/site",
  cacheDir: "../.cache/vitepress",
  cleanUrls: true,
  ignoreDeadLinks: "localhostLinks",
  themeConfig: {
    nav: groups.map(({ text, link }) => ({ text, link, activeMatch: `^${link}` })),
    sidebar: groups,
    outline: [2, 3],
    search: { provider: "local" },
  },
  markdown: {
    config: (markdown) => {
      // Files outside of docs are in the repository, not on the site: their links keep the text and lose the target.
      markdown.core.ruler.push("links-to-the-repository", ({ tokens, env }) => {
        for (const { children } of tokens) {
          let isOutside = false;
          for (const token of children ?? []) {
            if (token.type === "link_open") isOutside = leavesDocs(env.relativePath, token.attrGet("href") ?? "");
            if (!isOutside || !token.type.startsWith("link_")) continue;
            token.tag = "span";
            token.attrs = null;
            if (token.type === "link_close") isOutside = false;
            token.type = `text_${token.type}`;
          }
        }
      });
    },
  },
});

function leavesDocs(page: string, href: string): boolean {
  return !/^(https?:|#)/.test(href) && normalize(join(page, "..", href)).startsWith("..");
}
