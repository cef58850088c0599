/** A sorted copy: later times first, and of one millisecond the greater id first, as the databases sort. */
export function newestFirst<T extends { _id: string }>(records: readonly T[], timeOf: (record: T) => number): T[] {
  return records.toSorted((a, b) => timeOf(b) - timeOf(a) || (a._id < b._id ? 1 : -1));
}
