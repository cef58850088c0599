/** Writes to stdout, where results go; whoever pipes them elsewhere finds nothing else there. Logs and errors go to stderr. */
export function print(text: string): void {
  process.stdout.write(text);
}
