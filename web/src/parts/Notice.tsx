import type { ComponentChildren } from "preact";

/** A message in a box. What it says never hangs on its colour alone. */
export function Notice({ tone, children }: { tone: "calm" | "good" | "bad"; children: ComponentChildren }) {
  return <div class={`notice ${tone}`}>{children}</div>;
}
