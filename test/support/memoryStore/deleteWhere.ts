/** Deletes at most `limit` of the records that a rule names; answers how many went. */
export function deleteWhere<T>(records: Map<string, T>, isDoomed: (record: T) => boolean, limit = Infinity): number {
  const doomed = [...records].filter(([, record]) => isDoomed(record)).slice(0, limit);
  for (const [key] of doomed) records.delete(key);
  return doomed.length;
}
