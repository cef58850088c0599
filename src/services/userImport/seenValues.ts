import { createHash } from "node:crypto";
import type { Place } from "./ImportRun.js";

/** Remembers at which place a value stood first; a million values in some 100 MB, however long they are. */
export interface SeenValues {
  /** The other place at which the value stood first, or `null` when this is the first. */
  firstPlaceOf(value: string, place: Place): Place | null;
}

/** 96 bits: two values that are taken for one would need luck that a million times a million pairs do not have. */
const FINGERPRINT_BYTES = 12;

export function createSeenValues(): SeenValues {
  const places = new Map<string, Place>();
  return {
    firstPlaceOf: (value, place) => {
      const fingerprint = createHash("sha256").update(value).digest().toString("latin1", 0, FINGERPRINT_BYTES);
      const first = places.get(fingerprint);
      if (first === undefined) places.set(fingerprint, place);
      return first === undefined || first === place ? null : first;
    },
  };
}
