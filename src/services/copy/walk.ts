import type { Archive, Entry, Kind } from "../../stores/Archive.js";

/** Every record of a kind, in the order of the bytes of its key. Reads page by page, so that any number may be there. */
export async function* walk<K extends Kind>(
  archive: Archive,
  kind: K,
  pageLength: number,
): AsyncGenerator<Entry<K>, undefined> {
  let after: string | null = null;
  for (;;) {
    const page: Entry<K>[] = await archive.page(kind, { after, limit: pageLength });
    for (const entry of page) {
      // In another order the two sides would pass each other, and what was passed would be taken for missing.
      if (after !== null && compareKeys(after, entry.key) >= 0) {
        throw new Error(`The database does not sort its ${kind} by the bytes of their keys: does it have a collation?`);
      }
      after = entry.key;
      yield entry;
    }
    if (page.length < pageLength) return;
  }
}

/** As databases compare texts: by bytes, and not by the units of JavaScript. */
export function compareKeys(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
