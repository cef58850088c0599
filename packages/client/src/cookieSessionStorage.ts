import { EMPTY_SESSION } from "./storedSession.js";
import type { TokenStorage } from "./types.js";

/**
 * What a page stores about tokens that it cannot read: when the access token expires, and the key of a refresh that is running.
 * localStorage shares it with other tabs and the next page; where it is forbidden or full, the memory of this page is used.
 */
export function createCookieSessionStorage(name: string): TokenStorage {
  let memory = EMPTY_SESSION;
  return {
    get: () => {
      try {
        memory = JSON.parse(localStorage.getItem(name) ?? "null") ?? memory;
      } catch {
        // Forbidden, or written by another program.
      }
      return memory;
    },
    set: (session) => {
      memory = session ?? EMPTY_SESSION;
      try {
        // Removed first: if the new value does not fit, nobody must read the old one.
        localStorage.removeItem(name);
        localStorage.setItem(name, JSON.stringify(memory));
      } catch {
        // Forbidden or full.
      }
    },
  };
}
