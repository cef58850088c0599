import { useEffect, useState } from "preact/hooks";
import { isPagePath, type Place } from "./paths.js";

/** What the page that is being left tells the one that comes. */
export type Arrival = "password-set" | "registered";

export interface Route extends Place {
  readonly arrival: Arrival | null;
}

let current = readRoute();
let navigated = false;
const listeners = new Set<(route: Route) => void>();

function readRoute(): Route {
  const { pathname: path, search } = window.location;
  const state: unknown = window.history.state;
  return { path, search, arrival: state === "password-set" || state === "registered" ? state : null };
}

function changed(): void {
  const before = current;
  current = readRoute();
  if (before.path === current.path && before.search === current.search) return;
  navigated = true;
  for (const listener of listeners) listener(current);
}

window.addEventListener("popstate", changed);

/** Shows the page of `to`, which must be of this origin; a path that is none of ours is left to the browser. */
export function navigate(to: string, options: { replace?: boolean; arrival?: Arrival } = {}): void {
  if (!isPagePath(new URL(to, window.location.origin).pathname)) {
    window.location.assign(to);
    return;
  }
  const method = options.replace ? "replaceState" : "pushState";
  window.history[method](options.arrival ?? null, "", to);
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
