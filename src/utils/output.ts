/** Writes to stdout, where results go; whoever pipes them elsewhere finds nothing else there. Logs and errors go to stderr. */
export function print(text: string): void {
  process.stdout.write(text);
}

/** Calls back when whoever reads stdout has gone, as `head` does; a write would fail without anybody to tell. */
export function onReaderGone(callback: () => void): void {
  process.stdout.on("error", (error) => {
    if (!("code" in error) || error.code !== "EPIPE") throw error;
    callback();
  });
}
