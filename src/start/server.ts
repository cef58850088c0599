import { loadConfig } from "../config/index.js";
import { serve, startBanner, startFailure } from "../serve/index.js";
import { printMessage } from "../utils/output.js";

/** The process of `npm start`: reads the settings and serves. `latchkey serve` does the same, and more. */
export function runServer(): void {
  main().catch((error: unknown) => {
    printMessage(`latchkey: ${startFailure(error)}\n`);
    process.exit(1);
  });
}

async function main(): Promise<void> {
  const config = loadConfig();
  await serve(config);
  printMessage(startBanner(config));
}
