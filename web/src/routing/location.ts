import { useEffect, useState } from "preact/hooks";
import { isPagePath, type Place } from "./paths.js";

/** A message from the previous page to the next one. */
export type FlashMessage = "password-set" | "registered";

export interface Route extends Place {
  readonly flashMessage: FlashMessage | null;
}

let current = readRoute();
let navigated = false;
const listeners = new Set<(route: Route) => void>();

function readRoute(): Route {
  const { pathname: path, search } = window.location;
  const state: unknown = window.history.state;
  return { path, search, flashMessage: state === "password-set" || state === "registered" ? state : null };
}

function changed(): void {
  const before = current;
  current = readRoute();
  if (before.path === current.path && before.search === current.search) return;
  navigated = true;
  for (const listener of listeners) listener(current);
}

window.addEventListener("popstate", changed);

/** Shows the page of `to`, which must be of this origin. The browser loads a path that is not one of these pages. */
export function navigate(to: string, options: { replace?: boolean; flashMessage?: FlashMessage } = {}): void {
  if (!isPagePath(new URL(to, window.location.origin).pathname)) {
    window.location.assign(to);
    return;
  }
  const method = options.replace ? "replaceState" : "pushState";
  window.history[method](options.flashMessage ?? null, "", to);
  window.scrollTo(0, 0);
  changed();
}

/** Whether the page shown is not the one that the browser loaded. */
export function hasNavigated(): boolean {
  return navigated;
}

export function useRoute(): Route {
  const [route, setRoute] = useState(current);
  useEffect(() => {
    // Something may have moved between the first rendering and now.
    setRoute(current);
    listeners.add(setRoute);
    return () => void listeners.delete(setRoute);
  }, []);
  return route;
}
