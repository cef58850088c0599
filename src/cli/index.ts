#!/usr/bin/env node
import { startFailure } from "../serve/index.js";
import { onReaderGone } from "../utils/output.js";

/** The command `latchkey`. The only file of the command line that ends the process. */
onReaderGone(() => process.exit(0));
const code = await main().catch((error: unknown) => {
  process.stderr.write(`latchkey: ${startFailure(error)}\n`);
  return 1;
});
// A failed start leaves an open database behind. What succeeded ends by itself, or serves on.
if (code !== 0) process.exit(code);

async function main(): Promise<number> {
  // Not at the top: a native module that cannot be loaded would end the process before anything could say how to fix it.
  const { runCli } = await import("./runCli.js");
  return runCli(process.argv.slice(2));
}
