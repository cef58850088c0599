import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path/posix";
import { parseAst } from "vitest/node";
import { nameOf, nodesOf } from "./sourceFiles.js";

type Node = ReturnType<typeof nodesOf> extends Generator<infer One> ? One : never;

/** Attributes whose text somebody reads or hears. */
const READ_ATTRIBUTES = [
  "alt",
  "aria-description",
  "aria-label",
  "aria-roledescription",
  "aria-valuetext",
  "busyLabel",
  "hint",
  "label",
  "placeholder",
  "result",
  "text",
  "title",
];

/** A key of the catalogue: a page may pass one on in an attribute. */
const KEY = /^[a-zA-Z]+\.[a-zA-Z]+$/;

/** The files of the pages but the tests, with their code: `web/src/App.tsx`. */
export function readPageFiles(): { file: string; code: string }[] {
  return readdirSync("web/src", { recursive: true, encoding: "utf8" })
    .map((file) => join("web/src", file.replaceAll("\\", "/")))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .sort()
    .map((file) => ({ file, code: readFileSync(file, "utf8") }));
}

/** The texts that somebody reads in the code itself, such as `web/src/App.tsx:12 Sign in`: they are in no catalogue. */
export function textsOutsideCatalogue(file: string, code: string): string[] {
  const found: string[] = [];
  for (const node of nodesOf(parseAst(code, { lang: "tsx" }))) {
    for (const text of readTextsOf(node)) {
      if (/\p{L}/u.test(text) && !KEY.test(text)) {
        found.push(`${file}:${code.slice(0, node.start).split("\n").length} ${text.trim()}`);
      }
    }
  }
  return found;
}

function readTextsOf(node: Node): string[] {
  if (node.type === "JSXText") return [String(node["value"])];
  if (node.type === "JSXAttribute") {
    return READ_ATTRIBUTES.includes(nameOf(node["name"])) ? literalsOf(node["value"]) : [];
  }
  // The children of an element: `{isBusy ? "Saving" : "Save"}`.
  const children = node.type === "JSXElement" || node.type === "JSXFragment" ? node["children"] : [];
  return Array.isArray(children)
    ? children.flatMap((child) => (child.type === "JSXExpressionContainer" ? literalsOf(child.expression) : []))
    : [];
}

/** The literals that an expression may be: not those that it passes to a function, compares with, or has in other elements. */
function literalsOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null || !("type" in value)) return [];
  const node = value as Node;
  switch (node.type) {
    case "Literal":
      return typeof node["value"] === "string" ? [node["value"]] : [];
    case "TemplateLiteral":
      return [...nodesOf(node["quasis"])].flatMap((part) => cookedOf(part["value"]));
    case "JSXExpressionContainer":
      return literalsOf(node["expression"]);
    case "ConditionalExpression":
      return [...literalsOf(node["consequent"]), ...literalsOf(node["alternate"])];
    case "LogicalExpression":
    case "BinaryExpression":
      return node["operator"] === "===" || node["operator"] === "!=="
        ? []
        : [...literalsOf(node["left"]), ...literalsOf(node["right"])];
    default:
      return [];
  }
}

function cookedOf(value: unknown): string[] {
  return typeof value === "object" && value !== null && "cooked" in value ? [String(value.cooked)] : [];
}
