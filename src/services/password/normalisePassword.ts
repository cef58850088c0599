/** NFC, so that one password typed on two keyboards is one password (NIST SP 800-63B-4 §3.1.1.2). */
export function normalisePassword(password: string): string {
  return password.normalize("NFC");
}

/** The texts that another system may have hashed: what was typed, or what it made of that. Mostly they are one. */
export function typedForms(password: string): ReadonlySet<string> {
  return new Set([password, normalisePassword(password), password.normalize("NFKC")]);
}
