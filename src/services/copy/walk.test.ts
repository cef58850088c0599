import { expect, test } from "vitest";
import type { Archive } from "../../stores/Archive.js";
import { compareKeys, walk } from "./walk.js";

/** The pages of a database that sorts as it likes. */
function pagesOf(...keys: string[]): Archive {
  const page = async ({ after, limit }: { after: string | null; limit: number }) => {
    const start = after === null ? 0 : keys.indexOf(after) + 1;
    return keys.slice(start, start + limit).map((key) => ({ key, record: { key, points: 1, expiresAt: 1 } }));
  };
  return { page: (_kind: string, query: { after: string | null; limit: number }) => page(query) } as unknown as Archive;
}

async function keysOf(archive: Archive): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of walk(archive, "rateLimits", 2)) keys.push(key);
  return keys;
}

test("a walk sees each record once, wherever the pages end", async () => {
  for (const keys of [[], ["a"], ["a", "b"], ["a", "b", "c"], ["A", "a", "\u{ff5e}", "\u{1f511}"]]) {
    expect(await keysOf(pagesOf(...keys))).toEqual(keys);
  }
});

// Two sides that are sorted otherwise pass each other, and what was passed would be removed.
test.each([
  ["b", "a"],
  ["a", "B"],
  ["a", "b", "a2"],
  ["\u{1f511}", "\u{ff5e}"],
  ["a", "a"],
])("another order than that of the bytes is refused: %s %s %s", async (...keys) => {
  await expect(keysOf(pagesOf(...keys))).rejects.toThrow("does not sort its rateLimits by the bytes");
});

test("keys are compared by their bytes", () => {
  expect(compareKeys("a", "a")).toBe(0);
  expect(compareKeys("\u{ff5e}", "\u{1f511}")).toBe(-1);
});
