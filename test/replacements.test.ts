import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseAst } from "vitest/node";
import { nameOf, nodesOf } from "./support/sourceFiles.js";

const NOT_OURS = new Set(["node_modules", "dist"]);

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : filesIn(path);
    return /\.(?:ts|tsx|js|mjs|jsx)$/.test(path) ? [path] : [];
  });
}

const FILES = ["src", "web", "scripts", "packages", "examples", "bench", "deploy"].flatMap(filesIn);

/** Where the text that is put in is no constant and no function: `$&` in it would be a pattern. */
function faultsIn(code: string, lang: "ts" | "tsx"): string[] {
  const faults: string[] = [];
  if (!/\.replace(?:All)?\(/.test(code)) return faults;
  for (const { type, start, end, callee, arguments: given } of nodesOf(parseAst(code, { lang }))) {
    if (type !== "CallExpression" || !Array.isArray(given) || given.length !== 2) continue;
    const { property } = { property: null, ...Object(callee) };
    if (!["replace", "replaceAll"].includes(nameOf(property))) continue;
    if (!isConstantOrFunction(given[1])) faults.push(code.slice(start, Number(end)));
  }
  return faults;
}

function isConstantOrFunction(node: { type: string; expressions?: unknown[] }): boolean {
  if (node.type === "TemplateLiteral") return node.expressions?.length === 0;
  return ["Literal", "ArrowFunctionExpression", "FunctionExpression"].includes(node.type);
}

test("a text is never put in as a pattern of replace(): a function gives it as it is", () => {
  const faults = FILES.flatMap((file) =>
    faultsIn(readFileSync(file, "utf8"), file.endsWith("x") ? "tsx" : "ts").map((fault) => `${file}: ${fault}`),
  );
  expect(faults).toEqual([]);
});

test.each([
  'text.replace("a", name)',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code to be parsed
  "text.replaceAll(/a/g, `<${name}>`)",
  'text.replace("a", escape(name))',
  'text.trim().replace("a", "b" + name)',
  'config.replace("a", other.name)',
])("a break of the rule is seen: %s", (code) => {
  expect(faultsIn(code, "ts")).toEqual([code]);
});

test.each(['text.replace("a", "$1")', 'text.replace("a", () => name)', "text.replace(/a/, `b`)", "set.replace(keys)"])(
  "a good one is let through: %s",
  (code) => {
    expect(faultsIn(code, "ts")).toEqual([]);
  },
);
