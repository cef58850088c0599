import { linkSync } from "node:fs";
import { codeOf } from "./errorFacts.js";

/** Links a finished draft to its name. Answers whether it did: an existing file stays, so of two processes one wins. */
export function publishFile(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}
