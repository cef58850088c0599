/** A code that this tab has requested. Its flow is a cookie. */
export interface SentCode {
  readonly email: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

const KEY = "latchkey mailed code";
const LIFE_MS = 10 * 60_000;

/** Phones drop a page while somebody reads mail: it comes back to the field for the code. */
export function keepSentCode(sent: SentCode): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(sent));
  } catch {
    // Without storage a page that is loaded again asks for the address again.
  }
}

export function keptSentCode(): SentCode | null {
  try {
    const { email, at } = Object(JSON.parse(sessionStorage.getItem(KEY) ?? ""));
    return typeof email === "string" && Date.now() - at < LIFE_MS ? { email, at } : null;
  } catch {
    return null;
  }
}

export function forgetSentCode(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // As above.
  }
}
