/** The field types that the schemas are made of. */
export const text = { type: String, required: true } as const;
export const textOrNull = { type: String, default: null } as const;
export const integer = { type: Number, required: true } as const;
export const integerOrNull = { type: Number, default: null } as const;
export const flag = { type: Boolean, required: true } as const;

/** Schema options that every record shares. */
export const recordOptions = {
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
