import type { LatchkeyOptions } from "../../../src/latchkey.js";
import { TestClient } from "../http/TestClient.js";
import { collectingLogger } from "./collectingLogger.js";
import { makeLatchkey, serve } from "./hostApp.js";

/** Latchkey in an app, with a client of it and everything that it logs. */
export async function mounted(options: LatchkeyOptions) {
  const { logger, lines } = collectingLogger();
  const { latchkey, databaseFile } = makeLatchkey({ logger, ...options });
  const origin = await serve((app) => app.use("/api/v1", latchkey.router));
  return { latchkey, databaseFile, lines, client: new TestClient(`${origin}/api/v1`) };
}
