/** A sorted copy, greatest `_id` first, of the records whose `_id` is less than `before` when that is not `null`. */
export function byIdDescending<T extends { _id: string }>(records: readonly T[], before: string | null): T[] {
  const wanted = records.filter((record) => before === null || record._id < before);
  return wanted.toSorted((a, b) => (a._id < b._id ? 1 : -1));
}
