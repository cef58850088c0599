import { createContext, type ReactNode, useContext, useEffect, useSyncExternalStore } from "react";
import type { LatchkeyClient, SessionState, User } from "./types.js";

const ClientContext = createContext<LatchkeyClient | null>(null);

const UNKNOWN: SessionState = { status: "unknown" };

/**
 * Starts the client and provides its state to `useSession` and `useUser`. Create the client once, outside of components.
 *
 * @example
 * const client = createLatchkeyClient();
 * createRoot(root).render(<LatchkeyProvider client={client}><App /></LatchkeyProvider>);
 */
export function LatchkeyProvider({ client, children }: { client: LatchkeyClient; children?: ReactNode }) {
  useEffect(() => {
    // It never rejects: failures go to `onError`.
    void client.start();
  }, [client]);
  return <ClientContext.Provider value={client}>{children}</ClientContext.Provider>;
}

/**
 * The state of the session: `unknown` until the server has answered, and during server rendering. Throws outside of a provider.
 *
 * @example
 * const session = useSession();
 * if (session.status === "signed-out") return <SignIn reason={session.reason} />;
 */
export function useSession(): SessionState {
  const client = useContext(ClientContext);
  if (client === null) throw new Error("useSession and useUser need a LatchkeyProvider above them.");
  return useSyncExternalStore(
    client.subscribe,
    () => client.state,
    () => UNKNOWN,
  );
}

/**
 * The current user; `null` when nobody is signed in, or it is not known yet.
 *
 * @example
 * const user = useUser();
 * return user === null ? null : <p>Hello, {user.fullName}</p>;
 */
export function useUser(): User | null {
  const session = useSession();
  return session.status === "signed-in" ? session.user : null;
}
