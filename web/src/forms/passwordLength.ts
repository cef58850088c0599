/** In characters as the server counts them: code points after NFC. */
export function passwordLength(password: string): number {
  return [...password.normalize("NFC")].length;
}
