import { linkSync } from "node:fs";
import { codeOf } from "./errorFacts.js";

/**
 * Gives a finished draft its name, and answers whether it got it: a link appears whole or not at all, and never replaces a
 * file, so of two processes one wins. The draft stays.
 */
export function publishFile(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}
