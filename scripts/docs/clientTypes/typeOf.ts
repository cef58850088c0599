export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What lies at a path of keys. Throws when there is no object. */
export function objectAt(from: JsonObject, ...keys: string[]): JsonObject {
  let found: unknown = from;
  for (const key of keys) found = isObject(found) ? found[key] : undefined;
  if (!isObject(found)) throw new Error(`openapi.json has no object at ${keys.join(" > ")}.`);
  return found;
}

const PLAIN: Record<string, string> = {
  string: "string",
  integer: "number",
  number: "number",
  boolean: "boolean",
  null: "null",
};

/**
 * A JSON schema as a TypeScript type, in the form that the formatter does not change. `depth` is the indentation of the line
 * that it begins on. Throws on a schema that it does not know: a type that says nothing would hide a change of the API.
 */
export function typeOf(schema: JsonObject, depth: number): string {
  const { type, enum: values, anyOf, properties, additionalProperties } = schema;
  if (typeof schema["$ref"] === "string") return schema["$ref"].slice("#/components/schemas/".length);
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(" | ");
  if (Array.isArray(type))
    return union(
      type.map((one) => (one === "null" ? { type: one } : { ...schema, type: one })),
      depth,
    );
  if (type === "array") return `${inBrackets(typeOf(objectAt(schema, "items"), depth))}[]`;
  if (isObject(properties) && Object.keys(properties).length > 0)
    return objectType(properties, requiredOf(schema), depth);
  // Only as the values of a record: there it says that an app puts in what it likes.
  if (isObject(additionalProperties) && Object.keys(additionalProperties).length === 0)
    return "Record<string, unknown>";
  if (isObject(additionalProperties)) return `Record<string, ${typeOf(additionalProperties, depth)}>`;
  if (Array.isArray(anyOf)) return union(anyOf.filter(isObject), depth);
  if (type === "object") return "Record<string, never>";
  const plain = typeof type === "string" ? PLAIN[type] : undefined;
  if (plain === undefined) throw new Error(`A schema of openapi.json has no type here: ${JSON.stringify(schema)}`);
  return plain;
}

function union(schemas: JsonObject[], depth: number): string {
  return schemas.map((schema) => typeOf(schema, depth)).join(" | ");
}

function inBrackets(type: string): string {
  return type.includes(" | ") && !type.startsWith("{") ? `(${type})` : type;
}

function requiredOf(schema: JsonObject): unknown[] {
  return Array.isArray(schema["required"]) ? schema["required"] : [];
}

function objectType(properties: JsonObject, required: unknown[], depth: number): string {
  const indent = "  ".repeat(depth);
  const lines = Object.entries(properties).flatMap(([name, schema]) => {
    if (!isObject(schema)) throw new Error(`The schema of ${name} is no object.`);
    const isRequired = required.includes(name);
    // `undefined` is dropped from a body, so a caller may say it.
    const key = isRequired ? name : `${name}?`;
    const types = [...membersOf(schema, depth + 3), ...(isRequired ? [] : ["undefined"])];
    if (types.length > 1 && types.some((type) => type.includes("\n"))) {
      return [...comment(schema, indent), `${indent}  ${key}:`, ...oneALine(types, `${indent}    `)];
    }
    const member = `${key}: ${typeOf(schema, depth + 1)}${isRequired ? "" : " | undefined"};`;
    return [...comment(schema, indent), `${indent}  ${broken(member, depth + 1)}`];
  });
  return `{\n${lines.join("\n")}\n${indent}}`;
}

/** What a schema allows, each as a type at `depth`. */
function membersOf(schema: JsonObject, depth: number): string[] {
  const { type, anyOf, properties } = schema;
  if (Array.isArray(type)) return type.flatMap((one) => membersOf({ ...schema, type: one }, depth));
  if (!Array.isArray(anyOf) || isObject(properties)) return [typeOf(schema, depth)];
  return anyOf.filter(isObject).flatMap((member) => membersOf(member, depth));
}

/** A union in which an object is takes one line a member. */
function oneALine(types: readonly string[], indent: string): string[] {
  return types.map((type, index) => `${indent}| ${type}${index === types.length - 1 ? ";" : ""}`);
}

function comment(schema: JsonObject, indent: string): string[] {
  return typeof schema["description"] === "string" ? [`${indent}  /** ${schema["description"]} */`] : [];
}

/** A union that is too long for its line takes one line a member. */
function broken(member: string, depth: number): string {
  const indent = "  ".repeat(depth);
  if (member.includes("\n") || indent.length + member.length <= 120) return member;
  const at = member.indexOf(": ");
  return `${member.slice(0, at)}:\n${indent}  | ${member.slice(at + 2).replaceAll(" | ", () => `\n${indent}  | `)}`;
}
