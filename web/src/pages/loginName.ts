/** A username has no "@" and every email address has one, so one field is enough for both. */
export function loginName(typed: string): { username: string } | { email: string } {
  return typed.includes("@") ? { email: typed } : { username: typed };
}
