// To be replaced by src as it lands.
import { type Enrolled, hasFactor, isFresh } from "../../src/services/assurance/index.js";
import type { AuthenticationMethod } from "../../src/stores/Store.js";

export function mayChange(
  methods: readonly AuthenticationMethod[],
  enrolled: Enrolled,
  hasPassword: boolean,
  { maxAge, now }: { maxAge: number; now: number },
): boolean {
  if (hasPassword && !hasFactor(enrolled)) return true;
  return isFresh(methods, { level: hasFactor(enrolled) ? 2 : 1, maxAge, now });
}
