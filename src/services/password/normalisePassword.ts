/** NFC, so that one password typed on two keyboards is one password (NIST SP 800-63B-4 §3.1.1.2). */
export function normalisePassword(password: string): string {
  return password.normalize("NFC");
}
