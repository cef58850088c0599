import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";
import { parseAst } from "vitest/node";

export interface ApiEntry {
  /** Such as `Latchkey.verifyJWT`. */
  readonly name: string;
  /** The code below `@example`, or `null`. */
  readonly example: string | null;
}

type Node = { type: string; start: number } & Record<string, unknown>;
type Context = Readonly<Record<string, unknown>>;
type ExpectEqual = (actual: unknown, stated: unknown) => void;

/** The exported functions and classes of a file, and the members of its interface or class `api`, each with its example. */
export function readApiEntries(file: string, api: string | null): ApiEntry[] {
  const code = readFileSync(file, "utf8");
  const { body } = parseAst(code, { lang: "tsx" }) as unknown as { body: Node[] };
  return body.flatMap((statement) => {
    const declared = statement["declaration"] as Node | null | undefined;
    if (!statement.type.startsWith("Export") || declared == null) return [];
    if (declared.type === "TSInterfaceDeclaration" && nameOf(declared["id"]) === api) {
      const members = (declared["body"] as { body: Node[] }).body;
      return members.map((member) => entryOf(`${api}.${nameOf(member["key"])}`, code, member.start));
    }
    if (declared.type === "ClassDeclaration" && nameOf(declared["id"]) === api) {
      const members = (declared["body"] as { body: Node[] }).body;
      const methods = members.filter(({ type, kind, key }) => {
        return type === "MethodDefinition" && kind === "method" && (key as Node).type === "Identifier";
      });
      return methods.map((method) => entryOf(`${api}.${nameOf(method["key"])}`, code, method.start));
    }
    const isEntry = declared.type === "FunctionDeclaration" || declared.type === "ClassDeclaration";
    return isEntry ? [entryOf(`${nameOf(declared["id"])}`, code, statement.start)] : [];
  });
}

function nameOf(node: unknown): string {
  return (node as { name: string }).name;
}

function entryOf(name: string, code: string, start: number): ApiEntry {
  const before = code.slice(0, start).trimEnd();
  const comment = before.endsWith("*/") ? before.slice(before.lastIndexOf("/**"), -2) : "";
  const example = comment.split(/@example$/m)[1]?.replaceAll(/^ *\* ?/gm, "") ?? null;
  return { name, example: example === null ? null : example.trim() };
}

/**
 * Runs the code of an example with `context` as its variables, and returns what it returns. A line such as `user.username; // "ada"`
 * states a value in JSON, which `expectEqual` gets together with the real one.
 */
export async function runExample(code: string, context: Context, expectEqual: ExpectEqual): Promise<unknown> {
  return run(`return (async () => {\n${withChecks(code)}\n})();`, { ...context, expectEqual });
}

/** Runs the code of an example as the body of a React component. */
export function renderExample(code: string, context: Context): unknown {
  return run(`return (() => {\n${code}\n})();`, context);
}

/** The code is in a function of its own, so it may declare names that the context has too. */
function run(body: string, context: Context): unknown {
  const example = `function example(${Object.keys(context).join(", ")}) {${body}}`;
  const { code } = transformSync(example, { loader: "tsx", target: "es2023" });
  return new Function(`${code}\nreturn example;`)()(...Object.values(context));
}

const STATED = /^( *)(.+); \/\/ (.+)$/gm;

function withChecks(code: string): string {
  return code.replaceAll(STATED, (line, indent: string, expression: string, stated: string) =>
    isJson(stated) ? `${indent}expectEqual(${expression}, ${stated});` : line,
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
