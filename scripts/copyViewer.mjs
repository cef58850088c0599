// Puts the files of swagger-ui that /docs serves into the build, with their licenses. As a dependency the package would bring
// its install script, which is analytics, to everybody who installs Latchkey.
import { cpSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const source = dirname(fileURLToPath(import.meta.resolve("swagger-ui-dist/package.json")));
const [build = "dist"] = process.argv.slice(2);
const target = join(build, "openapi/viewer");
const files = [
  "swagger-ui.css",
  "swagger-ui-bundle.js",
  // Apache-2.0 section 4: the license and the notices go with the files.
  "LICENSE",
  "NOTICE",
  "swagger-ui-bundle.js.LICENSE.txt",
];

mkdirSync(target, { recursive: true });
for (const file of files) cpSync(join(source, file), join(target, file));
