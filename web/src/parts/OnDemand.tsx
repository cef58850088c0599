import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { LoadProblem } from "./LoadProblem.js";

/** A component whose script is loaded when it is needed. */
export interface LoadedOnDemand<Props> {
  /** `null` until it is loaded. */
  component: ComponentType<Props> | null;
  readonly load: () => Promise<void>;
}

/**
 * Names a component that is rarely needed, so that its script is not part of what everybody loads.
 *
 * @example
 * const ACTIVITY = onDemand(async () => (await import("./Activity.js")).Activity);
 */
export function onDemand<Props>(importIt: () => Promise<ComponentType<Props>>): LoadedOnDemand<Props> {
  const page: LoadedOnDemand<Props> = {
    component: null,
    load: async () => {
      page.component ??= await importIt();
    },
  };
  return page;
}

/** Shows it: at once if it is loaded already, such as when the pointer was on its link. */
export function OnDemand<Props extends object>({ of, props }: { of: LoadedOnDemand<Props>; props: Props }) {
  const [state, setState] = useState<"loading" | "loaded" | "failed">("loading");
  useEffect(() => {
    of.load().then(
      () => setState("loaded"),
      () => setState("failed"),
    );
  }, [of]);
  const Component = of.component;
  if (Component !== null) return <Component {...props} />;
  // The browser remembers that the script did not load, and a new version of the server has other scripts.
  if (state === "failed") return <LoadProblem problem="" retry={async () => window.location.reload()} />;
  return <div class="waiting" />;
}
