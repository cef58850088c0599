import type { RegistrationRules } from "../services/account/index.js";
import { type AppFields, type FieldSchema, jsonSchemaOf } from "../services/fields/index.js";
import { readApiDocument } from "./readApiDocument.js";

interface ObjectSchema {
  properties: Record<string, unknown>;
  required?: readonly string[];
}

/** openapi.json, as far as settings and an app's fields change it. */
export interface ApiDocument extends Readonly<Record<string, unknown>> {
  readonly components: { readonly schemas: Readonly<Record<string, ObjectSchema>> };
}

/**
 * The description of the API with what accounts are registered with by the settings, and with the fields of this app: in the user, at
 * registration, and those of users in the settings.
 */
export function createAppDocument(fields: AppFields, rules: RegistrationRules): ApiDocument {
  const document = createServerDocument(rules);
  describe(document, ["User"], [...fields.ofUsers, ...fields.ofServer]);
  describe(document, ["RegisterBody", "SettingsBody"], [...fields.ofUsers]);
  return document;
}

/** The description of the API with what accounts are registered with by the settings. */
export function createServerDocument({ username, fullName, emailCode }: RegistrationRules): ApiDocument {
  const document: ApiDocument = JSON.parse(readApiDocument());
  const registration = schemaOf(document, "RegisterBody");
  const settings = schemaOf(document, "SettingsBody");
  for (const [name, rule] of Object.entries({ username, fullName })) {
    if (rule === "required") continue;
    registration.required = registration.required?.filter((field) => field !== name) ?? [];
    // There it may be null too.
    registration.properties[name] = settings.properties[name];
    if (rule === "off") {
      delete registration.properties[name];
      delete settings.properties[name];
    }
  }
  if (emailCode === "on") registration.required = registration.required?.filter((field) => field !== "password") ?? [];
  return document;
}

function schemaOf(document: ApiDocument, name: string): ObjectSchema {
  const schema = document.components.schemas[name];
  if (schema === undefined) throw new Error(`openapi.json has no schema ${name}.`);
  return schema;
}

function describe(
  document: ApiDocument,
  names: readonly string[],
  fields: readonly (readonly [string, FieldSchema])[],
) {
  for (const name of names) {
    for (const [field, of] of fields) schemaOf(document, name).properties[field] = jsonSchemaOf(of);
  }
}
