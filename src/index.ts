import { loadConfig } from "./config/index.js";
import { printMessage } from "./utils/output.js";
import { startBanner } from "./utils/startBanner.js";
import { startFailure } from "./utils/startFailure.js";

/** The process of `npm start`: reads the settings and serves. `latchkey serve` does the same, and more. */
async function main(): Promise<void> {
  // Not at the top: a native module that cannot be loaded would end the process before anything could say how to fix it.
  const { serve } = await import("./serve/index.js");
  const config = loadConfig();
  await serve(config);
  printMessage(startBanner(config));
}

main().catch((error: unknown) => {
  printMessage(`latchkey: ${startFailure(error)}\n`);
  process.exit(1);
});
