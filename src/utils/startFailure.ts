import { StoreUnavailableError } from "./StoreUnavailableError.js";

/** One line for what the operator can mend; the whole story for what is a bug of ours. */
export function startFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof StoreUnavailableError) return oneLine([error.message, reasonOf(error.cause)].join(" "));
  // A wrong setting, and what the system refused: a port in use, a folder that may not be written.
  const isPlain = error.name === "ConfigError" || "code" in error;
  return isPlain ? oneLine(error.message) : (error.stack ?? error.message);
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? `(${cause.message})` : "";
}

function oneLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "").join(" ");
}
