import { setTimeout } from "node:timers/promises";
import { PATIENCE_MS } from "./Engine.js";

const PAUSE_MS = 30;

/** An element or page that is being replaced. The libraries share no class for it, and hardly a word. */
const TOO_EARLY = /stale|detached|not clickable|not interactable|intercepted|no such (?:node|element|frame)|context/i;

/** Tries again and again until it succeeds. */
export async function eventually(what: string, succeeds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const failure = await failureOf(succeeds);
    if (failure === null) return;
    if (Date.now() > deadline) throw new Error(`It did not appear: ${what}.`, { cause: failure });
    await setTimeout(PAUSE_MS);
  }
}

/** `null` when it succeeded. */
async function failureOf(succeeds: () => Promise<boolean>): Promise<Error | null> {
  try {
    return (await succeeds()) ? null : new Error("It is not there.");
  } catch (error) {
    if (error instanceof Error && TOO_EARLY.test(`${error.name}: ${error.message}`)) return error;
    throw error;
  }
}
