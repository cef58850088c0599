import { ConfigError, hasSettings, loadConfig } from "../config/index.js";
import type { ServerSettings } from "./Deployment.js";

/** The settings of the server of this folder, as it would read them at a start. */
export function readServerSettings(): ServerSettings {
  const directory = process.cwd();
  if (!hasSettings())
    return { kind: "absent", reason: `${directory} and the environment hold no settings of a server.` };
  try {
    return { kind: "known", config: loadConfig(), directory };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { kind: "wrong", reason: error.message };
  }
}
