import { linkSync } from "node:fs";

/**
 * Gives a finished draft its name, and answers whether it got it: a link appears whole or not at all, and never replaces a
 * file, so of two processes one wins. The draft stays.
 */
export function publishFile(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}
