import { gzipSync } from "node:zlib";
import { build } from "vite";

/** Fails when the client, bundled and minified for browsers, is larger than it may be: 4 KiB. */
const LIMIT = 4096;

const root = new URL("..", import.meta.url).pathname;
const { output } = await build({
  root,
  configFile: false,
  logLevel: "warn",
  // Built as an app that keeps its exports: a library build would keep the spaces.
  build: {
    write: false,
    target: "es2022",
    modulePreload: false,
    rolldownOptions: { input: "src/index.ts", preserveEntrySignatures: "strict" },
  },
});
const code = output[0].code;
const size = gzipSync(code, { level: 9 }).length;
process.stdout.write(`@latchkey/client: ${code.length} bytes, ${size} gzipped, at most ${LIMIT}\n`);
if (size > LIMIT) process.exitCode = 1;
