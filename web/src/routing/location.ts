import { useEffect, useState } from "preact/hooks";
import { site } from "../site.js";
import { isPagePath, type Place, pagePathOf } from "./paths.js";

const FLASH_MESSAGES = ["password-set", "registered", "profile-saved", "provider-linked"] as const;

/** A message from the previous page to the next one. */
export type FlashMessage = (typeof FLASH_MESSAGES)[number];

export interface Route extends Place {
  readonly flashMessage: FlashMessage | null;
}

let current = readRoute();
let navigated = false;
const listeners = new Set<(route: Route) => void>();

function readRoute(): Route {
  const { pathname, search } = window.location;
  const path = pagePathOf(pathname, site);
  const state: unknown = window.history.state;
  return { path, search, flashMessage: FLASH_MESSAGES.find((message) => message === state) ?? null };
}

/** The message of the previous page, for once: loading this page again does not repeat it. */
export function takeFlashMessage(): FlashMessage | null {
  const { flashMessage } = readRoute();
  window.history.replaceState(null, "");
  return flashMessage;
}

function changed(): void {
  const before = current;
  current = readRoute();
  if (before.path === current.path && before.search === current.search) return;
  navigated = true;
  for (const listener of listeners) listener(current);
}

window.addEventListener("popstate", changed);

interface NavigateOptions {
  replace?: boolean;
  flashMessage?: FlashMessage;
}

/** Shows the page at a path of these pages. */
export function navigate(path: string, options: NavigateOptions = {}): void {
  follow(site.base + path, options);
}

/** Goes to an address, which the browser loads if it is not one of these pages. */
export function follow(address: string, { replace = false, flashMessage }: NavigateOptions): void {
  const { origin, pathname } = new URL(address, site.origin);
  if (origin !== site.origin || !isPagePath(pagePathOf(pathname, site), site)) {
    window.location[replace ? "replace" : "assign"](address);
    return;
  }
  window.history[replace ? "replaceState" : "pushState"](flashMessage ?? null, "", address);
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
