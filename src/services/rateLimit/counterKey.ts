import { hash } from "node:crypto";
import type { LimitName } from "../../utils/limits.js";

/**
 * The name under which a limit counts something in the store. What is counted by is hashed, so that whoever reads the
 * database, a backup or a slow-query log meets no address and no name. The hash is cut to 128 bits: nobody gains by two keys
 * that share a counter.
 */
export function counterKey(name: LimitName, key: string): string {
  return `${name}:${hash("sha256", key, "hex").slice(0, 32)}`;
}
