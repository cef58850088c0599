/**
 * What a schema must offer: the interface of Standard Schema (standardschema.dev), which zod, valibot and arktype have. Declared
 * here, so that an app may take any of them in any version.
 */
export interface FieldSchema<Output = unknown> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => ValidationResult<Output> | Promise<ValidationResult<Output>>;
    /** Where the library can describe its schemas (Standard JSON Schema). */
    readonly jsonSchema?: {
      readonly input: (options: { readonly target: "draft-2020-12" }) => Record<string, unknown>;
    };
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

type ValidationResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string }[] };

/** A schema for each field that `Fields` declares. An app that declares none may have any. */
export type FieldSchemas<Fields> = [keyof Fields] extends [never]
  ? Readonly<Record<string, FieldSchema>>
  : { readonly [Name in keyof Fields]-?: FieldSchema<Fields[Name]> };

/** A schema as JSON Schema: of anything, where the library of the schema cannot say more. */
export function jsonSchemaOf(schema: FieldSchema): Readonly<Record<string, unknown>> {
  const { $schema: _, ...described } = schema["~standard"].jsonSchema?.input({ target: "draft-2020-12" }) ?? {};
  return described;
}

const NAME = /^[a-z][A-Za-z0-9]{0,39}$/;
const MAX_FIELDS = 32;

/** Names that requests and answers have already. */
const RESERVED: ReadonlySet<string> = new Set([
  "_id",
  "username",
  "fullName",
  "email",
  "newEmail",
  "avatarUrl",
  "emailVerified",
  "roles",
  "createdAt",
  "updatedAt",
  "password",
  "currentPassword",
  "newPassword",
  "rememberMe",
  "token",
  "accessToken",
  "refreshToken",
  "code",
  "flow",
  "constructor",
  "prototype",
]);

/** What is wrong with the schemas of an option, or `null`. */
export function faultOfSchemas(schemas: unknown): string | null {
  if (typeof schemas !== "object" || schemas === null) return "must be an object with a schema for each field";
  const entries = Object.entries(schemas);
  if (entries.length > MAX_FIELDS) return `may have ${MAX_FIELDS} fields at most`;
  for (const [name, schema] of entries) {
    if (!NAME.test(name))
      return `has the field "${name}": use a word of up to 40 letters and digits, first a small letter`;
    if (RESERVED.has(name)) return `has the field "${name}", a name that Latchkey uses itself: choose another one`;
    if (!isSchema(schema))
      return `needs a schema for "${name}": one of zod, or of another library that follows Standard Schema`;
  }
  return null;
}

/** The same for fields that no registration sets: each must have a value, or may be missing, from the beginning. */
export function faultOfServerSchemas(schemas: unknown): string | null {
  const fault = faultOfSchemas(schemas);
  if (fault !== null) return fault;
  for (const [name, schema] of Object.entries(schemas as Readonly<Record<string, FieldSchema>>)) {
    const result = schema["~standard"].validate(undefined);
    if ("then" in result || result.issues === undefined) continue;
    return `needs a default for "${name}", or must let it be missing: no registration sets it`;
  }
  return null;
}

function isSchema(value: unknown): value is FieldSchema {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  const standard: unknown = Reflect.get(value, "~standard");
  return typeof standard === "object" && standard !== null && typeof Reflect.get(standard, "validate") === "function";
}
