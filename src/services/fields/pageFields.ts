import { type FieldSchema, jsonSchemaOf } from "./FieldSchema.js";

/** A field of an app as the pages show it in a form. */
export interface PageField {
  readonly name: string;
  /** With the note that it may stay empty. */
  readonly label: string;
  readonly hint?: string;
  readonly type: "text" | "number" | "checkbox";
  /** The values to choose from. */
  readonly options?: readonly string[];
  readonly required: boolean;
  /** What it holds without being filled in. */
  readonly value?: unknown;
}

/** By the type of JSON Schema. */
const TYPES: ReadonlyMap<unknown, PageField["type"]> = new Map([
  ["string", "text"],
  ["number", "number"],
  ["integer", "number"],
  ["boolean", "checkbox"],
]);

/**
 * The fields that the forms of the pages have: those whose schema has a label (`label`, else `title`, else `description`, as
 * `.meta({ label })` of zod sets it), and holds a text, a number, one of some texts, or yes and no.
 */
export function pageFieldsOf(fields: ReadonlyMap<string, FieldSchema>): PageField[] {
  return [...fields].flatMap(([name, schema]) => {
    const { type, enum: options, label, title, description, default: value } = jsonSchemaOf(schema);
    const shownType = TYPES.get(type);
    const [shownLabel, hint] = [label ?? title, description].filter(isText);
    if (shownType === undefined || shownLabel === undefined) return [];
    const isRequired = !mayBeAbsent(schema);
    // With a default, or as a box to check, it always has a value.
    const isOptional = !isRequired && value === undefined && shownType !== "checkbox";
    return [
      {
        name,
        label: isOptional ? `${shownLabel} (optional)` : shownLabel,
        type: shownType,
        required: isRequired,
        ...(hint !== undefined && { hint }),
        ...(Array.isArray(options) && { options: options.map(String) }),
        ...(value !== undefined && { value }),
      },
    ];
  });
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

function mayBeAbsent(schema: FieldSchema): boolean {
  const result = schema["~standard"].validate(undefined);
  return !("then" in result) && result.issues === undefined;
}
