import { useRef, useState } from "preact/hooks";
import { problemOf, type Texts } from "./problemOf.js";

export interface Action {
  readonly busy: boolean;
  /** Why the latest attempt failed, as text. */
  readonly problem: string | null;
  /** Runs one at a time: a second press does nothing. */
  readonly run: (work: () => Promise<void>) => Promise<void>;
  /** Says why something else failed that the button could have done. */
  readonly fail: (error: unknown) => void;
}

/** What a button does that is not the button of a form. `texts`: its own for some codes. */
export function useAction(texts: Texts = {}): Action {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const running = useRef(false);

  const fail = (error: unknown): void => {
    const { message, code } = problemOf(error, { known: [], texts }, Date.now());
    if (code === "PAGE") reportError(error);
    setProblem(message);
  };

  const run = async (work: () => Promise<void>): Promise<void> => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      fail(error);
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { busy, problem, run, fail };
}
