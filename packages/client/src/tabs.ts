import type { SignedOutReason } from "./types.js";

/** What tabs tell each other. No user and no token: whoever hears it asks the server. */
export interface Message {
  word: "signed-in" | "signed-out" | "refreshed" | "user-changed";
  /** With `signed-out`. */
  reason?: SignedOutReason | undefined;
}

export type Tell = (word: Message["word"], reason?: SignedOutReason) => unknown;

/**
 * The other tabs of this browser that use the same server. `hear` gets what they say, in order. Answers how to tell them, until
 * `signal` ends it.
 */
export function openTabs(name: string, signal: AbortSignal, hear: (message: Message) => void): Tell {
  if (typeof BroadcastChannel === "undefined") return watchNotes(name, signal, hear);
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => hear(data);
  signal.onabort = () => channel.close();
  return (word, reason) => signal.aborted || channel.postMessage({ word, reason });
}

/** For old browsers: what another tab notes in localStorage is an event here. What it was, the server says. */
function watchNotes(name: string, signal: AbortSignal, hear: (message: Message) => void): Tell {
  const onStorage = ({ key }: StorageEvent) => key === name && hear({ word: "user-changed" });
  addEventListener("storage", onStorage, { signal });
  return () => {};
}
