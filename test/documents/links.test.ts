import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";
import { describe, expect, test } from "vitest";
import { createMetrics, createPoolMetrics } from "../../src/telemetry/index.js";
import { ERRORS } from "../../src/utils/errorCodes.js";
import { readYaml } from "../support/deploy/deployFiles.js";

const pages = [
  ...readdirSync(".").filter((file) => file.endsWith(".md")),
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file.replaceAll("\\", "/")}`),
  "bench/README.md",
  "bench/results.md",
  "proofs/worlds.md",
  "examples/express-app/README.md",
  "examples/resource-server/README.md",
];

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  const headings = readFileSync(page, "utf8").matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, text = ""]) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function linksOf(page: string): string[] {
  return [...readFileSync(page, "utf8").matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = ""]) => link);
}

function brokenLinksOf(page: string): string[] {
  return linksOf(page).filter((link) => {
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : normalize(join(dirname(page), path));
    if (!existsSync(target)) return true;
    return anchor !== undefined && (!statSync(target).isFile() || !anchorsOf(target).includes(anchor));
  });
}

describe("every link of the documentation leads to a file and a heading that exist", () => {
  test.each(pages)("%s", (page) => {
    expect(brokenLinksOf(page)).toEqual([]);
  });
});

/** The pages that a page links to. */
function pagesFrom(page: string): string[] {
  return linksOf(page)
    .map((link) => normalize(join(dirname(page), link.split("#")[0] ?? "")))
    .filter((target) => pages.includes(target));
}

test("the README leads to every page, by one page after the other", () => {
  const reached = new Set(["README.md"]);
  for (const page of reached) for (const next of pagesFrom(page)) reached.add(next);

  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});

test.each(["start", "guides", "reference", "why"])("docs/%s/index.md lists every page of its folder", (group) => {
  const listed = pagesFrom(`docs/${group}/index.md`);
  const all = pages.filter((page) => page.startsWith(`docs/${group}/`) && !page.endsWith("/index.md"));

  expect(listed.filter((page) => page.startsWith(`docs/${group}/`)).sort()).toEqual(all.sort());
});

test("docs/reference/errors.md names every code, and no other", () => {
  const codes = [...readFileSync("docs/reference/errors.md", "utf8").matchAll(/^### ([A-Z_]+)$/gm)].map(
    ([, code]) => code,
  );

  expect(codes.sort()).toEqual(Object.keys(ERRORS).sort());
});

test("docs/guides/operations.md says of every alert what to do, and of no other", () => {
  const { groups } = readYaml<{ groups: { rules: { alert: string }[] }[] }>("deploy/prometheus/alerts.yml");
  const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
  const documented = [...readFileSync("docs/guides/operations.md", "utf8").matchAll(/^- `(Latchkey\w+)`/gm)].map(
    ([, name]) => name,
  );

  expect(documented).toEqual(alerts);
});

test("alerts and dashboard ask for no metric that is not there", () => {
  const names = [...createMetrics().descriptions, ...createPoolMetrics().descriptions].map(({ name }) => name);
  const known = new Set(names.flatMap((name) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]));
  const asked = ["deploy/prometheus/alerts.yml", "deploy/grafana/latchkey.json"].flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/\blatchkey_\w+/g)].map(([name]) => name),
  );

  expect(asked.length).toBeGreaterThan(30);
  expect(asked.filter((name) => !known.has(name))).toEqual([]);
});
