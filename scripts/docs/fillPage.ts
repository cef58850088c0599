/** What the generator writes into a page, by the name of the place. */
export type Parts = Readonly<Record<string, string>>;

const PLACE = /<!-- generated: ([\w-]+) -->\n[\s\S]*?<!-- end -->/g;

/**
 * A Markdown page with its generated parts renewed. Each lies between `<!-- generated: name -->` and `<!-- end -->`;
 * everything else on the page is written by hand. Throws when a part has no place, or a place no part.
 */
export function fillPage(page: string, parts: Parts): string {
  const places = [...page.matchAll(PLACE)].map(([, name]) => name);
  for (const name of Object.keys(parts)) {
    if (!places.includes(name)) throw new Error(`It has no place "<!-- generated: ${name} -->".`);
  }
  return page.replaceAll(PLACE, (_place, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`Nothing generates "${name}".`);
    return `<!-- generated: ${name} -->\n\n${part.trim()}\n\n<!-- end -->`;
  });
}
