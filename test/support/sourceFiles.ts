import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";
import { parseAst } from "vitest/node";

export interface Import {
  /** The importing file, below src. */
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
  /** The imported file, below src; `null` for a package. */
  readonly target: string | null;
  /** Only types are taken, so nothing of it is there at run time. */
  readonly typesOnly: boolean;
  /** Read from the disk only when the program comes to it: `await import(…)`. */
  readonly onDemand: boolean;
}

/** What the architecture's rules look at. */
export interface SourceFile {
  /** Below src: `services/session/rotation.ts`. */
  readonly file: string;
  readonly lineCount: number;
  readonly imports: readonly Import[];
  /** Where something happens that only some files may do: `process.env`, `Date.now`, `new Date`, `.listen`, `any` … */
  readonly deeds: readonly { readonly deed: string; readonly line: number }[];
}

type Node = { type: string; start: number } & Record<string, unknown>;

/** Every file of src but the tests. */
export function readSourceFiles(): SourceFile[] {
  return readdirSync("src", { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .sort()
    .map((file) => readSource(file, readFileSync(join("src", file), "utf8")));
}

/** Reads one file by the parser of the test runner: comments and strings are no code. */
export function readSource(file: string, code: string): SourceFile {
  const imports: Import[] = [];
  const deeds: { deed: string; line: number }[] = [];
  const lineAt = (node: Node) => code.slice(0, node.start).split("\n").length;

  for (const node of nodesOf(parseAst(code, { lang: "ts" }))) {
    const specifier = specifierOf(node);
    if (specifier !== null) {
      const target = specifier.startsWith(".") ? targetOf(file, specifier) : null;
      const onDemand = node.type === "ImportExpression";
      imports.push({ file, line: lineAt(node), specifier, target, typesOnly: takesTypesOnly(node), onDemand });
    }
    for (const deed of deedsOf(node)) deeds.push({ deed, line: lineAt(node) });
  }
  return { file, lineCount: code.trimEnd().split("\n").length, imports, deeds };
}

/** What makes a regular expression: where, and what it matches. */
export interface RegularExpression {
  /** `src/utils/duration.ts:15` */
  readonly place: string;
  /** `null`: the pattern is made at run time, so nothing can be said about it. */
  readonly pattern: string | null;
  readonly flags: string;
}

/** Every regular expression of the folders but those of tests. */
export function readRegularExpressions(folders: readonly string[]): RegularExpression[] {
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) =>
        join(folder, file.replaceAll("\\", "/")),
      ),
    )
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|d)\.tsx?$/.test(file))
    .flatMap((file) => regularExpressionsOf(file, readFileSync(file, "utf8")));
}

/** The regular expressions of one file. */
export function regularExpressionsOf(file: string, code: string): RegularExpression[] {
  const found: RegularExpression[] = [];
  for (const node of nodesOf(parseAst(code, { lang: file.endsWith("x") ? "tsx" : "ts" }))) {
    const place = `${file}:${code.slice(0, node.start).split("\n").length}`;
    const regex: unknown = node["regex"];
    if (node.type === "Literal" && typeof regex === "object" && regex !== null && "pattern" in regex) {
      found.push({ place, pattern: String(regex.pattern), flags: "flags" in regex ? String(regex.flags) : "" });
    }
    if (/^(New|Call)Expression$/.test(node.type) && nameOf(node["callee"]) === "RegExp") {
      found.push({ place, pattern: null, flags: "" });
    }
  }
  return found;
}

/**
 * Where a method is passed on without its object, which throws when it reads a `#private` field. The compiler allows that, so it is
 * found by names: `queue.add` is one where a class `…Queue` has a method `add`.
 */
export function unboundMethodsOf(codes: Readonly<Record<string, string>>): string[] {
  const parsed = Object.entries(codes).map(
    ([file, code]) => [file, [...nodesOf(parseAst(code, { lang: "ts" }))]] as const,
  );
  const classes = parsed.flatMap(([, nodes]) => nodes.filter(({ type }) => type === "ClassDeclaration"));
  const methods = classes.flatMap((one) => {
    const own = [...nodesOf(one["body"])].filter(({ type }) => type === "MethodDefinition");
    return own.map(({ key }) => `${nameOf(one["id"]).toLowerCase()}.${nameOf(key)}`);
  });
  return parsed.flatMap(([file, nodes]) => {
    const called = new Set(nodes.map((node) => (node.type === "CallExpression" ? node["callee"] : null)));
    return nodes.flatMap((node) => {
      if (node.type !== "MemberExpression" || called.has(node) || !isNode(node["object"])) return [];
      const object = nameOf(node["object"]["property"] ?? node["object"]).toLowerCase();
      const method = `${object}.${nameOf(node["property"])}`;
      return object !== "" && methods.some((name) => name.endsWith(method)) ? [`${file} ${method}`] : [];
    });
  });
}

/** Every node of a parsed file. */
export function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* nodesOf(item);
  if (!isNode(value)) return;
  yield value;
  for (const child of Object.values(value)) yield* nodesOf(child);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function specifierOf(node: Node): string | null {
  const isImport = /^(Import|ExportNamed|ExportAll)Declaration$|^ImportExpression$|^TSImportType$/.test(node.type);
  return isImport && isNode(node["source"]) ? String(node["source"]["value"]) : null;
}

function takesTypesOnly(node: Node): boolean {
  if (node.type === "TSImportType" || node["importKind"] === "type" || node["exportKind"] === "type") return true;
  const specifiers = Array.isArray(node["specifiers"]) ? node["specifiers"] : [];
  return specifiers.length > 0 && specifiers.every((one) => one.importKind === "type" || one.exportKind === "type");
}

function targetOf(file: string, specifier: string): string {
  return normalize(join(dirname(file), specifier)).replace(/\.js$/, ".ts");
}

function deedsOf(node: Node): string[] {
  switch (node.type) {
    case "MemberExpression":
      return [`${nameOf(node["object"])}.${nameOf(node["property"])}`, `.${nameOf(node["property"])}`];
    case "MetaProperty":
      return [`${nameOf(node["meta"])}.${nameOf(node["property"])}`];
    case "ImportExpression":
      return isNode(node["source"]) && node["source"].type === "Literal" ? [] : ["import(…)"];
    case "BinaryExpression":
      return node["operator"] === "instanceof" ? [`instanceof ${nameOf(node["right"])}`] : [];
    case "ClassDeclaration":
      return [`class ${nameOf(node["id"])}`];
    case "NewExpression":
      return [`new ${nameOf(node["callee"])}`];
    case "CallExpression":
      return [`${nameOf(node["callee"])}()`];
    case "Property":
      return [`${nameOf(node["key"])}: ${isNode(node["value"]) ? String(node["value"]["value"]) : ""}`];
    case "TSAnyKeyword":
      return ["any"];
    case "TSNonNullExpression":
      return ["!"];
    case "CatchClause":
      return ["catch"];
    default:
      return [];
  }
}

/** The name of an identifier, or the text of a literal. */
export function nameOf(node: unknown): string {
  if (!isNode(node)) return "";
  if (node.type === "Literal") return String(node["value"]);
  return typeof node["name"] === "string" ? node["name"] : "";
}
