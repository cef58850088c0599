/** Schema options that every record shares. */
export const recordOptions = {
  // A misspelled field is an error. Dropped in silence, one in a filter would leave a filter that matches everybody.
  strict: "throw",
  strictQuery: "throw",
  // Indexes are built explicitly and awaited: an index that comes later lets duplicates in until then.
  autoIndex: false,
  autoCreate: false,
  // Calls fail at once while the database is away, instead of piling up.
  bufferCommands: false,
  // Records carry their own `version`.
  versionKey: false,
  // An empty object is stored as it is.
  minimize: false,
  id: false,
} as const;
