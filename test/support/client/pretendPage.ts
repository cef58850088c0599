import { onTestFinished, vi } from "vitest";
import type { StoredSession } from "../../../packages/client/src/index.js";

/** What a page has beside the language, until the end of the test. Every client of the test is a tab of one browser. */
export function pretendPage({
  hasBroadcastChannel = true,
  locks,
}: {
  hasBroadcastChannel?: boolean;
  locks?: object;
} = {}) {
  const page = new EventTarget();
  const items = new Map<string, string>();
  vi.stubGlobal("document", {});
  vi.stubGlobal("navigator", { locks });
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => items.get(key) ?? null,
    removeItem: (key: string) => items.delete(key),
    setItem: (key: string, newValue: string) => {
      items.set(key, newValue);
      queueMicrotask(() => page.dispatchEvent(Object.assign(new Event("storage"), { key, newValue })));
    },
  });
  if (!hasBroadcastChannel) vi.stubGlobal("BroadcastChannel", undefined);
  onTestFinished(() => void vi.unstubAllGlobals());
  return {
    items,
    /** What the client with cookies has written down. */
    notes: () => JSON.parse([...items.values()][0] ?? "null") as StoredSession,
    /** Such as `focus`; `pageshow` of a page that the browser had kept aside has `persisted`. */
    happens: (name: string, properties: object = {}) => page.dispatchEvent(Object.assign(new Event(name), properties)),
  };
}
