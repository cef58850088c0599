import type { SessionState } from "@latchkey/client";
import { useEffect, useState } from "preact/hooks";
import { client } from "../client.js";

/** The state of the session, as far as it is known. */
export function useSession(): SessionState {
  const [state, setState] = useState(client.state);
  useEffect(() => {
    // It may have changed between the first rendering and now.
    setState(client.state);
    return client.subscribe(setState);
  }, []);
  return state;
}
