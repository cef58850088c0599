import type { Connection, Model, Schema } from "mongoose";

export const text = { type: String, required: true } as const;
export const textOrNull = { type: String, default: null } as const;
export const integer = { type: Number, required: true } as const;
export const integerOrNull = { type: Number, default: null } as const;
export const flag = { type: Boolean, required: true } as const;

/**
 * The class of schemas of a connection's Mongoose. Not the imported one: an app that gives its connection may have another copy of
 * Mongoose, and settings that change what is stored (see stores/mongo/isolatedMongoose.ts).
 */
export type SchemaClass = typeof Schema;

type Fields<Stored> = ConstructorParameters<typeof Schema<Stored>>[0];

const recordOptions = {
  // A misspelled field is an error. If it were dropped silently from a filter, the filter would match everybody.
  strict: "throw",
  strictQuery: "throw",
  // Indexes are built explicitly and awaited: an index that comes later lets duplicates in until then.
  autoIndex: false,
  autoCreate: false,
  // Calls fail at once while the database is away, instead of piling up.
  bufferCommands: false,
  // Records carry their own `version`.
  versionKey: false,
  // An empty object is stored unchanged.
  minimize: false,
  id: false,
} as const;

/** The schema of a kind of record. */
export function recordSchema<Stored>(SchemaOf: SchemaClass, fields: Fields<Stored>): Schema<Stored> {
  return new SchemaOf<Stored>(fields, recordOptions);
}

/** The schema of a part of a record, which has no id of its own. */
export function partSchema<Stored>(SchemaOf: SchemaClass, fields: Fields<Stored>): Schema<Stored> {
  return new SchemaOf<Stored>(fields, { ...recordOptions, _id: false });
}

/** Makes the model of records on one connection. `prefix` is put before the name of the collection. */
export function modelOf<Stored>(name: string, collection: string, schemaOf: (SchemaOf: SchemaClass) => Schema<Stored>) {
  return (connection: Connection, prefix: string): Model<Stored> =>
    connection.model<Stored>(name, schemaOf(connection.base.Schema), prefix + collection);
}
