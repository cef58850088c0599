import { LatchkeyError } from "@latchkey/client";
import { useState } from "preact/hooks";
import { client } from "../client.js";

export interface SignOut {
  readonly phase: "idle" | "busy" | "failed";
  readonly signOut: () => Promise<void>;
}

/** Ends this session. `failed`: it could not be ended, and a user who walks away must know. */
export function useSignOut(): SignOut {
  const [phase, setPhase] = useState<SignOut["phase"]>("idle");
  const signOut = async (): Promise<void> => {
    if (phase === "busy") return;
    setPhase("busy");
    try {
      await client.logout();
    } catch (error) {
      setPhase("failed");
      if (!(error instanceof LatchkeyError)) throw error;
    }
  };
  return { phase, signOut };
}
