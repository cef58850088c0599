import { Duplex } from "node:stream";

/*
 * A connection within the process, for the fetch handler. light-my-request does the same, but it patches the request and response
 * prototypes of every Express app in the process, and the process is somebody else's.
 */

/** One end of a connection that never leaves this process. */
class End extends Duplex {
  other: End | null = null;
  #resume: (() => void) | null = null;

  override _read(): void {
    const resume = this.#resume;
    this.#resume = null;
    resume?.();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const reader = this.other;
    if (reader === null) throw new Error("A connection has two ends.");
    // The writer goes on when the reader has taken it.
    reader.#resume = done;
    reader.push(chunk);
  }

  override _final(done: () => void): void {
    this.other?.push(null);
    done();
  }
}

/** Both ends: what is written into one is read from the other. `remoteAddress` is what the server is told of the client. */
export function createMemoryConnection(remoteAddress: string): { client: Duplex; server: Duplex } {
  const [client, server] = [new End(), new End()];
  client.other = server;
  server.other = client;
  return { client, server: Object.assign(server, { remoteAddress }) };
}
