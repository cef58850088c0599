import type { User } from "@latchkey/client";

const keyOf = ({ _id }: User): string => `latchkey passkey offered ${_id}`;

/** Whether this browser has offered a passkey to the user, who has said no. */
export function wasOffered(user: User): boolean {
  try {
    return localStorage.getItem(keyOf(user)) !== null;
  } catch {
    // Without storage nobody would ever be left in peace.
    return true;
  }
}

export function rememberOffer(user: User): void {
  try {
    localStorage.setItem(keyOf(user), "1");
  } catch {
    // As above.
  }
}
