import { useCallback, useEffect, useState } from "preact/hooks";
import { problemOf } from "../forms/problemOf.js";

export interface Load<T> {
  /** The latest data; `null` before the first. */
  readonly data: T | null;
  /** When it was loaded, epoch milliseconds. */
  readonly at: number;
  /** Why the latest attempt failed, as text. */
  readonly problem: string | null;
  readonly reload: () => Promise<void>;
}

/** Loads data for a page, at once and on demand. `load` must stay the same function. */
export function useLoad<T>(load: () => Promise<T>): Load<T> {
  const [loaded, setLoaded] = useState<Omit<Load<T>, "reload">>({ data: null, at: 0, problem: null });
  const reload = useCallback(async () => {
    try {
      const data = await load();
      setLoaded({ data, at: Date.now(), problem: null });
    } catch (error) {
      const { message, code } = problemOf(error, { known: [] }, Date.now());
      if (code === "PAGE") reportError(error);
      setLoaded((before) => ({ ...before, problem: message }));
    }
  }, [load]);
  useEffect(() => void reload(), [reload]);
  return { ...loaded, reload };
}
