/** A username can hold no "@", and every address does, so one field is enough for both. */
export function loginName(typed: string): { username: string } | { email: string } {
  return typed.includes("@") ? { email: typed } : { username: typed };
}
