import { loadConfig } from "../config/index.js";
import { serve, startBanner, startFailure } from "../serve/index.js";
import { onReaderGone, printMessage } from "../utils/output.js";

// What `npm run build` puts into one file.

/** The process of `npm start`: reads the settings and serves. `latchkey serve` does the same, and more. */
export async function runServer(): Promise<void> {
  try {
    const config = loadConfig();
    await serve(config);
    printMessage(startBanner(config));
  } catch (error) {
    printMessage(`latchkey: ${startFailure(error)}\n`);
    process.exit(1);
  }
}

/** The process of the command `latchkey`. No other file of the command line ends the process. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  onReaderGone(() => process.exit(0));
  const code = await exitCodeOf(args).catch((error: unknown) => {
    process.stderr.write(`latchkey: ${startFailure(error)}\n`);
    return 1;
  });
  // After a failed start the database is still open. A successful command ends by itself, or keeps serving.
  if (code !== 0) process.exit(code);
}

async function exitCodeOf(args: readonly string[]): Promise<number> {
  // Not imported at the top: if a native module cannot be loaded, the error handler above must be able to explain it.
  const { runCli } = await import("../cli/runCli.js");
  return runCli(args);
}
