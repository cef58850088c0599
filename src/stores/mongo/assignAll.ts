/**
 * The update that writes every field that this program knows. A replacement would take away what a newer program, which may
 * run beside this one, keeps in the same record.
 */
export function assignAll<Record extends { readonly _id: string }>(record: Record): { $set: Omit<Record, "_id"> } {
  const { _id, ...fields } = record;
  return { $set: fields };
}
