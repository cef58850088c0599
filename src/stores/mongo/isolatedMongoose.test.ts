import { Mongoose, Schema, type SchemaType } from "mongoose";
import { expect, test } from "vitest";
import { isolatedMongoose } from "./isolatedMongoose.js";
import { createModels } from "./models.js";

/** The fields of a schema, those of its lists and their items too. */
function fieldsOf(schema: Schema): SchemaType[] {
  return Object.values(schema.paths).flatMap((field) => {
    const item: unknown = Reflect.get(field, "embeddedSchemaType");
    const inner: unknown = Reflect.get(field, "schema");
    return [field, ...(item ? [item as SchemaType] : []), ...(inner ? fieldsOf(inner as Schema) : [])];
  });
}

test("no field of a model has a class that an application's Mongoose shares, whose settings would change what is stored", () => {
  const shared = new Set<unknown>(Object.values(new Mongoose().Schema.Types));
  const models = Object.values(createModels(isolatedMongoose(Mongoose).createConnection(), ""));
  const fields = models.flatMap(({ schema }) => fieldsOf(schema as unknown as Schema));
  expect(fields.length).toBeGreaterThan(50);
  // Mongoose takes this class from nowhere else; no setting of it reaches a record: see appConnection.test.ts.
  shared.delete(Schema.Types.DocumentArrayElement);
  expect(fields.filter((field) => shared.has(field.constructor)).map(({ path }) => path)).toEqual([]);
});
