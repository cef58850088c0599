import { gzipSync } from "node:zlib";
import { build } from "vite";

/**
 * The most that each entry may have, bundled and minified for browsers. Every app loads the first: signing in, staying signed in,
 * and the second step, which the server may ask any app for. The others add to it where an app uses them.
 */
const LIMITS = {
  "src/index.ts": 4608,
  "src/passkeys.ts": 1792,
  "src/providers.ts": 896,
  "src/emailCode.ts": 384,
};

const root = new URL("..", import.meta.url).pathname;

async function sizeOf(input) {
  const { output } = await build({
    root,
    configFile: false,
    logLevel: "warn",
    // Built as an app that keeps its exports: a library build would keep the spaces.
    build: {
      write: false,
      target: "es2022",
      modulePreload: false,
      rolldownOptions: { input, preserveEntrySignatures: "strict" },
    },
  });
  const code = output[0].code;
  return { bytes: code.length, gzipped: gzipSync(code, { level: 9 }).length };
}

for (const [input, limit] of Object.entries(LIMITS)) {
  const { bytes, gzipped } = await sizeOf(input);
  process.stdout.write(`@latchkey/client, ${input}: ${bytes} bytes, ${gzipped} gzipped, at most ${limit}\n`);
  if (gzipped > limit) process.exitCode = 1;
}
