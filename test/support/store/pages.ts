import { expect } from "vitest";

interface Identified {
  readonly _id: string;
}

/** Expects that pages, each asked for by the last id of the one before, hold the records once, greatest id first. */
export async function expectPagesOf(
  records: readonly Identified[],
  pageAfter: (before: string | null) => Promise<readonly Identified[]>,
): Promise<void> {
  const seen: Identified[] = [];
  let before: string | null = null;
  // Bounded: a cursor that stands still would page forever.
  while (seen.length <= records.length) {
    const page = await pageAfter(before);
    if (page.length === 0) break;
    seen.push(...page);
    before = page.at(-1)?._id ?? null;
  }
  expect(seen).toStrictEqual(records.toSorted((a, b) => (a._id < b._id ? 1 : -1)));
}
