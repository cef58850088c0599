/** The name that was probably meant, whatever its case and dashes, or null. */
export function nearestName(name: string, names: readonly string[]): string | null {
  const distance = (candidate: string) => editDistance(squashed(name), squashed(candidate));
  const [nearest] = names
    .filter((candidate) => distance(candidate) <= allowedSlips(candidate))
    .sort((one, other) => distance(one) - distance(other));
  return nearest ?? null;
}

// Two slips in a shorter name make another program's: DATABASE_SSL, or the SESSION_MANAGER of every X11 desktop.
function allowedSlips(name: string): number {
  return squashed(name).length > 15 ? 2 : 1;
}

function squashed(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, "");
}

/** The optimal string alignment distance: letters too many, too few or wrong, and neighbors swapped. */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const wrong = from[row - 1] === to[column - 1] ? 0 : 1;
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + wrong,
        swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
