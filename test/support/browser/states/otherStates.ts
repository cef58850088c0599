import type { PageState } from "./PageState.js";

export const otherStates: readonly PageState[] = [
  { name: "not-found", open: (visit) => visit.goto("/nowhere") },
  {
    name: "service-away",
    open: async (visit) => {
      await visit.cutTheConnection();
      await visit.goto("/account");
    },
  },
  {
    name: "scripts-off",
    scripts: "off",
    open: async ({ page, site }) => {
      await page.goto(`${site.origin}/sign-in`);
    },
    notJudged: "axe is a script",
  },
  {
    name: "api-docs",
    open: async (visit) => {
      await visit.goto("/docs");
      await visit.waitFor(".opblock");
    },
    notJudged: "it is the viewer of another project",
  },
];
