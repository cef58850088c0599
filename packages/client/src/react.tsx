import { createContext, type ReactNode, useContext, useEffect, useSyncExternalStore } from "react";
import type { LatchkeyClient, SessionState, User } from "./types.js";

const ClientContext = createContext<LatchkeyClient | null>(null);

const UNKNOWN: SessionState = { status: "unknown" };

/** Starts the client and gives its state to `useSession` and `useUser` below. Make the client outside of components, once. */
export function LatchkeyProvider({ client, children }: { client: LatchkeyClient; children?: ReactNode }) {
  useEffect(() => {
    // It does not reject; what went wrong is told to `onError`.
    void client.start();
  }, [client]);
  return <ClientContext.Provider value={client}>{children}</ClientContext.Provider>;
}

/** The state of the session: `unknown` until the server was asked, and while a server renders. Throws outside of a provider. */
export function useSession(): SessionState {
  const client = useContext(ClientContext);
  if (client === null) throw new Error("useSession and useUser need a LatchkeyProvider above them.");
  return useSyncExternalStore(
    client.subscribe,
    () => client.state,
    () => UNKNOWN,
  );
}

/** Who is signed in, `null` when nobody is or it is not known yet. */
export function useUser(): User | null {
  const session = useSession();
  return session.status === "signed-in" ? session.user : null;
}
