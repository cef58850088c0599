/** An account at a provider that waits until its owner has signed in here in another way. */
export interface PendingLink {
  readonly provider: string;
  readonly flow: string;
}

const KEY = "latchkey pending link";

let current: PendingLink | null = stored();

export function pendingLink(): PendingLink | null {
  return current;
}

/** In this tab, also when it is loaded again. `null`: it is linked, or given up. */
export function setPendingLink(link: PendingLink | null): void {
  current = link;
  try {
    if (link === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(link));
  } catch {
    // Without storage it lives as long as the page.
  }
}

function stored(): PendingLink | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  } catch {
    return null;
  }
}
