import { escapeControls } from "./displayText.js";

/** Writes a result to stdout, which gets nothing else. Texts of strangers in it must not control the terminal. */
export function print(text: string): void {
  process.stdout.write(escapeControls(text));
}

/** Writes a message for people to stderr. It may repeat what a database, a file or a server said. */
export function printMessage(text: string): void {
  process.stderr.write(escapeControls(text));
}

/** Calls back when the reader of stdout has gone, as `head` does; nobody would learn of a failed write. */
export function onReaderGone(callback: () => void): void {
  process.stdout.on("error", (error) => {
    if (!("code" in error) || error.code !== "EPIPE") throw error;
    callback();
  });
}
