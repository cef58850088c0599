import { createRequire } from "node:module";

/** The version of this program. */
export function ownVersion(): string {
  const found: unknown = createRequire(import.meta.url)("../../package.json");
  return typeof found === "object" && found !== null && "version" in found ? String(found.version) : "";
}
