import { parseAst } from "vitest/node";
import { nameOf, nodesOf } from "../sourceFiles.js";

/** What people see or hear of an element. The others are classes, types, names and the like. */
const READ_ATTRIBUTES =
  /^(alt|ask|busyLabel|caption|data-label|done|hint|label|placeholder|text|title|aria-(label|description|valuetext|roledescription))$/;

/** A sentence, or the beginning of one: a capital, and a space after a word. */
const SENTENCE = /^\p{Lu}\p{L}*[,:]? .*\p{L}|^\p{Lu}.*[.…!?]$/u;

/** The texts for people in the code of a page, in the order of the code, each once. */
export function textsIn(file: string, code: string): string[] {
  const found = new Map<number, string>();
  const forDevelopers = new Set<unknown>();
  for (const node of nodesOf(parseAst(code, { lang: file.endsWith("x") ? "tsx" : "ts" }))) {
    if (node.type === "NewExpression" && nameOf(node["callee"]) === "Error") {
      for (const inside of nodesOf(node["arguments"])) forDevelopers.add(inside);
    }
    const text = textOf(node);
    if (text !== null && !forDevelopers.has(node) && SENTENCE.test(text)) found.set(node.start, text);
    if (node.type === "JSXText" && /\p{L}/u.test(String(node["value"]))) {
      found.set(node.start, String(node["value"]).trim());
    }
    for (const shown of shownIn(node)) {
      for (const result of resultsOf(shown)) {
        const word = textOf(result);
        if (word !== null && /\p{L}/u.test(word)) found.set(result.start, word);
      }
    }
  }
  return [...found].toSorted(([a], [b]) => a - b).map(([, text]) => text);
}

type Node = ReturnType<typeof nodesOf> extends Generator<infer One> ? One : never;

/** The parts of an element whose texts are shown: what is in braces between its tags, and the attributes that people read. */
function shownIn(node: Node): unknown[] {
  if (node.type === "JSXElement" || node.type === "JSXFragment") {
    const children = Array.isArray(node["children"]) ? node["children"] : [];
    return children.filter(({ type }) => type === "JSXExpressionContainer");
  }
  if (node.type !== "JSXAttribute") return [];
  const [name] = [...nodesOf(node["name"])].map((part) => String(part["name"]));
  return READ_ATTRIBUTES.test(name ?? "") ? [node["value"]] : [];
}

/** What an expression may become. The key of a text and what is compared are not shown. */
function* resultsOf(value: unknown): Generator<Node> {
  const [node] = nodesOf(value);
  switch (node?.type) {
    case "JSXExpressionContainer":
      yield* resultsOf(node?.["expression"]);
      return;
    case "ConditionalExpression":
      yield* resultsOf(node?.["consequent"]);
      yield* resultsOf(node?.["alternate"]);
      return;
    case "LogicalExpression":
      yield* resultsOf(node?.["left"]);
      yield* resultsOf(node?.["right"]);
      return;
    case "TemplateLiteral":
      yield* [...nodesOf(node)].filter(({ type }) => type === "TemplateElement");
      return;
    default:
      if (node !== undefined) yield node;
  }
}

/** The text of a literal, or of a piece of a template; `null` for anything else. */
function textOf(node: Node): string | null {
  if (node.type === "Literal") return typeof node["value"] === "string" ? node["value"] : null;
  if (node.type !== "TemplateElement") return null;
  const value: unknown = node["value"];
  return typeof value === "object" && value !== null && "cooked" in value ? String(value.cooked) : null;
}
