import type { ComponentChildren } from "preact";

/** A message in a box. Its meaning never depends on color alone. */
export function Notice({ tone, children }: { tone: "calm" | "good" | "warning" | "bad"; children: ComponentChildren }) {
  return <div class={`notice ${tone}`}>{children}</div>;
}
