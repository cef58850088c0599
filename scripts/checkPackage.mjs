// Reads `npm pack --dry-run --json` and fails when the package lacks its door or holds what is no user's business.
import { text } from "node:stream/consumers";

const [{ files }] = JSON.parse(await text(process.stdin));
const paths = files.map(({ path }) => path);
const needed = [
  "README.md",
  "LICENSE",
  "CHANGELOG.md",
  "package.json",
  "openapi.json",
  "dist/index.js",
  "dist/cli/index.js",
  "dist/bundle/programs.cjs",
  "dist/bundle/programs.cjs.map",
  // The licenses of the packages that the bundle holds ask for it.
  "dist/bundle/LICENSES.txt",
  "dist/latchkey.js",
  "dist/latchkey.d.ts",
  "dist/fetch.js",
  "dist/fetch.d.ts",
  "dist/testing.js",
  "dist/testing.d.ts",
  "dist/verifier.js",
  "dist/verifier.d.ts",
  "templates/express/gitignore",
  "templates/next/gitignore",
  "templates/spa/gitignore",
  "dist/openapi/viewer/swagger-ui.css",
  "dist/openapi/viewer/swagger-ui-bundle.js",
  // swagger-ui's license asks for them wherever its files go.
  "dist/openapi/viewer/LICENSE",
  "dist/openapi/viewer/NOTICE",
  "dist/openapi/viewer/swagger-ui-bundle.js.LICENSE.txt",
];
const missing = needed.filter((path) => !paths.includes(path));
const isOfTemplate = (path) => path.startsWith("templates/") && !/\/(\.next|\.env|data|dist)(\/|$)/.test(path);
const isOfBuild = (path) => path.startsWith("dist/") && !path.includes(".test.") && !path.endsWith(".cache");
const foreign = paths.filter((path) => !needed.includes(path) && !isOfBuild(path) && !isOfTemplate(path));
if (missing.length > 0) throw new Error(`The package lacks ${missing.join(", ")}.`);
if (foreign.length > 0) throw new Error(`The package must not hold ${foreign.join(", ")}.`);
process.stdout.write(`${paths.length} files.\n`);
