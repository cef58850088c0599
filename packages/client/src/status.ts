import type { User } from "./api.generated.js";
import type { Challenge, ClientEvents, LatchkeyClient, SessionState, SignedOutReason } from "./types.js";

interface Events extends ClientEvents {
  state: SessionState;
}

/** The state of the session, and its listeners. */
export interface Status {
  readonly state: SessionState;
  emit<Name extends keyof Events>(name: Name, detail?: Events[Name]): void;
  on: LatchkeyClient["on"];
  subscribe: LatchkeyClient["subscribe"];
  signedIn(user: User): void;
  /** The server asks for a second factor before it refreshes the session. Without a challenge: no longer. */
  challenged(challenge?: Challenge): void;
  /** The first reason wins, since later ones only repeat it. Default: another tab or process, if somebody was signed in. */
  signedOut(reason?: SignedOutReason): void;
}

export function createStatus(onError: (error: unknown) => void): Status {
  let state: SessionState = { status: "unknown" };
  const entries = new Set<{ name: keyof Events; listener: (detail: never) => void }>();

  function on<Name extends keyof Events>(name: Name, listener: (detail: Events[Name]) => void): () => void {
    const entry = { name, listener };
    entries.add(entry);
    return () => {
      entries.delete(entry);
    };
  }

  function emit<Name extends keyof Events>(name: Name, detail?: Events[Name]): void {
    for (const entry of [...entries]) {
      try {
        if (entry.name === name) entry.listener(detail as never);
      } catch (error) {
        // An error in a listener must not break a refresh.
        onError(error);
      }
    }
  }

  function become(next: SessionState): void {
    state = next;
    emit("state", next);
  }

  return {
    get state() {
      return state;
    },
    emit,
    on,
    subscribe: (listener) => on("state", listener),
    signedIn: (user) => {
      const before = state;
      const wasSignedIn = before.status === "signed-in";
      if (wasSignedIn && JSON.stringify(before.user) === JSON.stringify(user)) return;
      const next = { status: "signed-in", user, challenge: before.challenge } as const;
      become(next);
      emit(wasSignedIn ? "user-changed" : "signed-in", next);
    },
    challenged: (challenge) => {
      if (state.status !== "signed-out" && state.challenge !== challenge) become({ ...state, challenge });
    },
    signedOut: (reason = state.status === "signed-in" ? "signed-out-elsewhere-in-this-browser" : null) => {
      const before = state.status;
      if (before === "signed-out") return;
      const next = { status: "signed-out", reason } as const;
      become(next);
      if (before === "signed-in" || reason) emit("signed-out", next);
    },
  };
}
