import { type AppFields, type FieldSchema, jsonSchemaOf } from "../services/fields/index.js";
import { readApiDocument } from "./readApiDocument.js";

interface ObjectSchema {
  properties: Record<string, unknown>;
}

/** openapi.json, as far as an app's fields change it. */
export interface ApiDocument extends Readonly<Record<string, unknown>> {
  readonly components: { readonly schemas: Readonly<Record<string, ObjectSchema>> };
}

/** The description of the API with the fields of this app: in the user, at registration, and those of users in the settings. */
export function createAppDocument(fields: AppFields): ApiDocument {
  const document: ApiDocument = JSON.parse(readApiDocument());
  describe(document, ["User"], [...fields.ofUsers, ...fields.ofServer]);
  describe(document, ["RegisterBody", "SettingsBody"], [...fields.ofUsers]);
  return document;
}

function describe(
  document: ApiDocument,
  names: readonly string[],
  fields: readonly (readonly [string, FieldSchema])[],
) {
  for (const name of names) {
    const schema = document.components.schemas[name];
    if (schema === undefined) throw new Error(`openapi.json has no schema ${name}.`);
    for (const [field, of] of fields) schema.properties[field] = jsonSchemaOf(of);
  }
}
