import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { LatchkeyClient, SessionState, User, WantedProof } from "./types.js";

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
  const client = useClient();
  return useSyncExternalStore(
    client.subscribe,
    () => client.state,
    () => UNKNOWN,
  );
}

function useClient(): LatchkeyClient {
  const client = useContext(ClientContext);
  if (client === null) throw new Error("The hooks need a LatchkeyProvider above them.");
  return client;
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

/** A request that waits for another proof of the user. */
export interface ReauthenticationQuestion extends WantedProof {
  /** Call it with `true` when `client.reauthenticate` has succeeded: the request is repeated. `false`: the user does not want to. */
  answer(isProved: boolean): void;
}

/**
 * What waits for another proof of the user, or `null`. One component of the app uses it, and shows a dialog. It sets
 * `client.onReauthenticate`.
 *
 * @example
 * const question = useReauthentication();
 * return question === null ? null : <PasswordDialog level={question.level} onEnd={question.answer} />;
 */
export function useReauthentication(): ReauthenticationQuestion | null {
  const client = useClient();
  const [question, setQuestion] = useState<ReauthenticationQuestion | null>(null);
  useEffect(() => {
    let answer: ((isProved: boolean) => void) | undefined;
    client.onReauthenticate = (wanted) =>
      new Promise((resolve) => {
        answer = (isProved) => {
          setQuestion(null);
          resolve(isProved);
        };
        setQuestion({ ...wanted, answer });
      });
    return () => {
      client.onReauthenticate = undefined;
      // Nobody is left who could answer.
      answer?.(false);
    };
  }, [client]);
  return question;
}
