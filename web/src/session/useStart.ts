import { useEffect, useState } from "preact/hooks";
import { client } from "../client.js";

/** How long a form waits for the answer: a user who is signed in should not see it flash, and nobody should wait for it. */
const FORM_DELAY_MS = 800;

export type Start = "asking" | "taking-long" | "answered";

/** Asks once who is signed in. `answered` also when the server cannot be reached: the client keeps trying. */
export function useStart(): Start {
  const [start, setStart] = useState<Start>("asking");
  useEffect(() => {
    const timer = setTimeout(() => setStart((now) => (now === "asking" ? "taking-long" : now)), FORM_DELAY_MS);
    client
      .start()
      .catch(reportError)
      .finally(() => setStart("answered"));
    return () => clearTimeout(timer);
  }, []);
  return start;
}
