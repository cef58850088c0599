// Puts the server and the command line into one file that starts in a third of the time: Node takes longest to find, read and
// compile hundreds of modules. The library's modules stay as they are.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { licensesOf } from "./support/licensesOf.mjs";
import { withoutPackages } from "./support/withoutPackages.mjs";

/**
 * Outside stay machine code, and what only a server on MongoDB or PostgreSQL loads. What is imported on demand is required on demand. The programs
 * of tests are bundled with the same options.
 */
const OPTIONS = JSON.parse(readFileSync(new URL("support/bundleOptions.json", import.meta.url), "utf8"));

const [folder = "dist"] = process.argv.slice(2);
const bundle = join(folder, "bundle/programs.cjs");

const { metafile } = await build({
  ...OPTIONS,
  entryPoints: ["src/start/programs.ts"],
  outfile: bundle,
  // Files of the package are found from the bundle as from a module: both lie in a folder of dist.
  define: { "import.meta.url": "bundleUrl" },
  banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
  // Comments are half of the file. The lines stay short, for stack traces through packages, which the map leaves out.
  minifyWhitespace: true,
  lineLimit: 120,
  legalComments: "none",
  sourcemap: "external",
  sourcesContent: false,
  metafile: true,
  logLevel: "warning",
});
writeFileSync(`${bundle}.map`, JSON.stringify(withoutPackages(JSON.parse(readFileSync(`${bundle}.map`, "utf8")))));
writeFileSync(join(folder, "bundle/LICENSES.txt"), licensesOf(Object.keys(metafile.inputs)));
