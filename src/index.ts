import { loadConfig } from "./config/index.js";
import { serve, startBanner, startFailure } from "./serve/index.js";
import { print, printError } from "./utils/output.js";

/** The process of `npm start`: reads the settings and serves. `latchkey serve` does the same, and more. */
async function main(): Promise<void> {
  const config = loadConfig();
  await serve(config);
  print(startBanner(config));
}

main().catch((error: unknown) => {
  printError(`latchkey: ${startFailure(error)}\n`);
  process.exit(1);
});
