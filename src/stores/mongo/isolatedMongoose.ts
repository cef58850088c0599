import type { Mongoose, SchemaType, SchemaTypes } from "mongoose";

type FieldClass = new (...args: ConstructorParameters<typeof SchemaType>) => SchemaType;

/**
 * A Mongoose on which an application's settings have no effect: they would change what is stored, such as a hash in lower case.
 * Its plugins and `mongoose.set(…)` belong to an instance. `SchemaTypes.String.set(…)`, `.cast(…)` and the like belong to classes that
 * all instances share, so this one has classes of its own.
 */
export function isolatedMongoose(MongooseClass: typeof Mongoose): Mongoose {
  const mongoose = new MongooseClass();
  // The second layer against operators in a value; the first is that every filter compares validated scalars by $eq.
  mongoose.set("sanitizeFilter", true);
  const types: typeof SchemaTypes = mongoose.Schema.Types;
  Object.assign(types, {
    String: fieldClass(types.String, { cast: only("string"), isFilled: (value) => value !== "" }),
    Number: fieldClass(types.Number, { cast: only("number") }),
    Boolean: fieldClass(types.Boolean, { cast: only("boolean") }),
    Mixed: fieldClass(types.Mixed),
    Array: fieldClass(types.Array),
    DocumentArray: fieldClass(types.DocumentArray),
    Subdocument: fieldClass(types.Subdocument),
  });
  return mongoose;
}

/** A class of fields without the settings of the one that it extends. */
function fieldClass(
  Shared: unknown,
  rules: { cast?: (value: unknown) => unknown; isFilled?: (value: unknown) => boolean } = {},
): FieldClass {
  const { cast, isFilled = () => true } = rules;
  const Own = class extends (Shared as FieldClass) {};
  // Where Mongoose keeps what `set`, `cast` and `checkRequired` of a class change. Getters and setters are not inherited.
  return Object.assign(Own, {
    defaultOptions: {},
    _checkRequired: (value: unknown) => value !== null && value !== undefined && isFilled(value),
    ...(cast && { _cast: cast }),
  });
}

/** Values of records have their type already: what another one would be cast to is a fault. */
function only(type: "string" | "number" | "boolean"): (value: unknown) => unknown {
  return (value) => {
    if (value === null || value === undefined || typeof value === type) return value;
    throw new TypeError(`Not a ${type}.`);
  };
}
