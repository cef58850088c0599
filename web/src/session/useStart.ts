import { useEffect, useState } from "preact/hooks";
import { client } from "../client.js";

/** How long a form is held back for the answer. Who is signed in should not see it flash by; nobody should wait for it. */
const PATIENCE_MS = 800;

export type Start = "asking" | "taking-long" | "answered";

/** Asks once who is signed in. `answered` also when the server could not be asked: the client goes on trying. */
export function useStart(): Start {
  const [start, setStart] = useState<Start>("asking");
  useEffect(() => {
    const timer = setTimeout(() => setStart((now) => (now === "asking" ? "taking-long" : now)), PATIENCE_MS);
    client
      .start()
      .catch(reportError)
      .finally(() => setStart("answered"));
    return () => clearTimeout(timer);
  }, []);
  return start;
}
