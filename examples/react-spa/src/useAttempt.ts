import { LatchkeyError } from "@latchkey/client";
import { useCallback, useState } from "react";

/** Runs what may fail, and keeps in words what went wrong. */
export function useAttempt(): { problem: string; isBusy: boolean; attempt(work: () => Promise<void>): Promise<void> } {
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const attempt = useCallback(async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem("");
    try {
      await work();
    } catch (error) {
      setProblem(textOf(error));
    } finally {
      setBusy(false);
    }
  }, []);
  return { problem, isBusy, attempt };
}

/** Switch on the code: it decides what else is known. */
function textOf(error: unknown): string {
  if (!(error instanceof LatchkeyError)) throw error;
  switch (error.code) {
    case "VALIDATION_FAILED":
    case "USER_EXISTS":
      return error.errors.map(({ path, message }) => `${path}: ${message}`).join(" ");
    case "RATE_LIMITED":
      return `Too many attempts. Try again in ${error.retryAfterSeconds} seconds.`;
    case "NETWORK":
    case "TIMEOUT":
      return "The server does not answer. Try again.";
    default:
      return error.message;
  }
}
