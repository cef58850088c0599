import { editDistance } from "./editDistance.js";

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
