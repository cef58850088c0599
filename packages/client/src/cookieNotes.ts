import { NOTHING_KNOWN } from "./records.js";
import type { TokenStorage } from "./types.js";

/**
 * What a page keeps about tokens that it never sees: when the access token ends, and the key of a refresh under way. In
 * localStorage the other tabs and the next page find it; where that is forbidden or full, this page's memory has to do.
 */
export function createCookieNotes(name: string): TokenStorage {
  let memory = NOTHING_KNOWN;
  return {
    get: () => {
      try {
        memory = JSON.parse(localStorage.getItem(name) ?? "null") ?? memory;
      } catch {
        // Forbidden, or written by somebody else.
      }
      return memory;
    },
    set: (session) => {
      memory = session ?? NOTHING_KNOWN;
      try {
        // Removed first: where the new one does not fit, the old one must not be found again.
        localStorage.removeItem(name);
        localStorage.setItem(name, JSON.stringify(memory));
      } catch {
        // Forbidden or full.
      }
    },
  };
}
