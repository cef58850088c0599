import type { mongo } from "mongoose";
import { codeOf, nameOf } from "../../utils/errorFacts.js";

const CURSOR_NOT_FOUND = 43;

type Cursor<Item> = Pick<mongo.FindCursor<Item>, "next" | "close">;
export type Pager<Item> = (after: string | null, limit: number) => Promise<Item[]>;

/**
 * Pages of what `find` finds after a key. A caller that continues where the last page ended gets the same cursor: a server
 * that sorts without an index, as FerretDB does, would sort everything again for each page.
 */
export function createPager<Item>(
  find: (after: string | null, limit: number) => Cursor<Item>,
  keyOf: (item: Item) => string,
): Pager<Item> {
  let open: { cursor: Cursor<Item>; at: string | null } | null = null;

  async function read(after: string | null, limit: number): Promise<Item[]> {
    if (open === null || open.at !== after) {
      await open?.cursor.close();
      open = { cursor: find(after, limit), at: after };
    }
    const items: Item[] = [];
    for (let item = await open.cursor.next(); item !== null; item = await open.cursor.next()) {
      items.push(item);
      if (items.length === limit) break;
    }
    const last = items.at(-1);
    open = last !== undefined && items.length === limit ? { cursor: open.cursor, at: keyOf(last) } : null;
    return items;
  }

  return async (after, limit) => {
    try {
      return await read(after, limit);
    } catch (error) {
      open = null;
      if (!isForgotten(error)) throw error;
      // Servers forget a cursor that nobody has used for minutes: the other side was busy.
      return read(after, limit);
    }
  };
}

function isForgotten(error: unknown): boolean {
  return nameOf(error) === "MongoServerError" && codeOf(error) === CURSOR_NOT_FOUND;
}
