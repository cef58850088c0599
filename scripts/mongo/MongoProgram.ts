/** A program on this machine that serves the MongoDB protocol. */
export interface MongoProgram {
  readonly file: string;
  args(port: number, folder: string): string[];
}

export function mongodProgram(file: string): MongoProgram {
  return {
    file,
    args: (port, folder) => ["--port", `${port}`, "--dbpath", folder, "--bind_ip", "127.0.0.1", "--nounixsocket"],
  };
}

/**
 * The pipe closes when the parent ends, however it ends: no server is left behind by a test run that was killed.
 *
 * It keeps the answers of retryable writes for half an hour, 10,000 at most, and goes through all of them twice at each write: after some
 * minutes of tests that takes five times as long as the write. A driver repeats a write at once, so the last few hundred are enough.
 */
const SECANTUSDB = `
import os, sys, threading
import secantus.transactions
secantus.transactions._RETRYABLE_RECORD_MAX = 500
threading.Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
from secantus.cli import main
sys.exit(main())
`;

/**
 * SecantusDB: MongoDB's protocol before its storage engine WiredTiger, as a replica set of one member. With its commands for tests it
 * fails on purpose.
 */
export function secantusDbProgram(python: string): MongoProgram {
  const options = ["--host", "127.0.0.1", "--cache-size", "256M", "--enable-test-commands"];
  return {
    file: python,
    args: (port, folder) => ["-c", SECANTUSDB, ...options, "--port", `${port}`, "--storage-path", folder],
  };
}

/** SecantusDB without its replica set. */
export function standalone({ file, args }: MongoProgram): MongoProgram {
  return { file, args: (port, folder) => [...args(port, folder), "--standalone"] };
}
