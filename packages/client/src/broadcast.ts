import type { SignedOutReason } from "./types.js";

/** A message between tabs. It carries no user and no token: the tab that receives it asks the server. */
export interface Message {
  type: "signed-in" | "signed-out" | "refreshed" | "user-changed";
  /** With `signed-out`. */
  reason?: SignedOutReason | undefined;
}

export type Post = (type: Message["type"], reason?: SignedOutReason) => unknown;

/**
 * Connects the tabs of this browser that use the same server, until `signal` aborts. Calls `onMessage` with what the others send,
 * in order, and returns the function that sends to them.
 */
export function openBroadcast(name: string, signal: AbortSignal, onMessage: (message: Message) => void): Post {
  if (typeof BroadcastChannel === "undefined") return watchStorage(name, signal, onMessage);
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => onMessage(data);
  signal.onabort = () => channel.close();
  return (type, reason) => signal.aborted || channel.postMessage({ type, reason });
}

/** For browsers without BroadcastChannel: a write of another tab to localStorage is an event here. It does not say what happened, so ask. */
function watchStorage(name: string, signal: AbortSignal, onMessage: (message: Message) => void): Post {
  const onStorage = ({ key }: StorageEvent) => key === name && onMessage({ type: "user-changed" });
  addEventListener("storage", onStorage, { signal });
  return () => {};
}
