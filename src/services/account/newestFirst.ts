const PAGE_SIZE = 500;

interface Page {
  readonly before: string | null;
  readonly limit: number;
}

/** Every record of a list that is read by pages, the newest ones first; those older than the id `before`. */
export async function* newestFirst<T extends { readonly _id: string }>(
  read: (page: Page) => Promise<readonly T[]>,
  before: string | null = null,
): AsyncGenerator<T, undefined> {
  let last = before;
  for (;;) {
    const page = await read({ before: last, limit: PAGE_SIZE });
    yield* page;
    if (page.length < PAGE_SIZE) return;
    last = page.at(-1)?._id ?? null;
  }
}
