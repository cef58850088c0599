import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package's root, from the sources as from the build. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The text of openapi.json, as it was generated. */
export function readApiDocument(): string {
  return readFileSync(join(ROOT, "openapi.json"), "utf8");
}
