import { createHash } from "node:crypto";

/** Remembers on which line a value stood first; a million values in some 100 MB, however long they are. */
export interface SeenValues {
  /** The line on which the value stood before, or `null` when this is the first. */
  firstLineOf(value: string, line: number): number | null;
}

/** 96 bits: two values that are taken for one would need luck that a million times a million pairs do not have. */
const FINGERPRINT_BYTES = 12;

export function createSeenValues(): SeenValues {
  const lines = new Map<string, number>();
  return {
    firstLineOf: (value, line) => {
      const fingerprint = createHash("sha256").update(value).digest().toString("latin1", 0, FINGERPRINT_BYTES);
      const before = lines.get(fingerprint);
      if (before !== undefined) return before;
      lines.set(fingerprint, line);
      return null;
    },
  };
}
