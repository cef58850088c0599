import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The description of the API, and what shows it to people. */
export interface ApiDocs {
  /** openapi.json, as it was generated. */
  readonly json: string;
  /** The folder of swagger-ui's files. */
  readonly viewer: string;
}

// The package's root, from the sources as from the build.
const OPENAPI = fileURLToPath(new URL("../../openapi.json", import.meta.url));

export function loadApiDocs(): ApiDocs {
  const viewer = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  return { json: readFileSync(OPENAPI, "utf8"), viewer };
}
