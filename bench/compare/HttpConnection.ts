import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

const HEAD_END = "\r\n\r\n";
const LAST_CHUNK = Buffer.from("0\r\n\r\n");

/**
 * One kept connection that sends a request and reads its answer, again and again. It knows just enough HTTP for that: a
 * full client costs as much per request as the servers that are measured, and would be the bottleneck.
 */
export class HttpConnection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #waiting: { resolve(answer: Answer): void; reject(error: Error): void } | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#take(chunk));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("The server closed the connection.")));
  }

  static async open(port: number): Promise<HttpConnection> {
    const socket = connect({ port, host: "127.0.0.1" });
    await once(socket, "connect");
    return new HttpConnection(socket);
  }

  /** Sends a whole request. Rejects when the connection ends before the answer does. */
  send(request: Buffer | string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#waiting = null;
    this.#socket.destroy();
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = null;
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const answer = readAnswer(this.#received);
    if (answer === null) return;
    this.#received = Buffer.alloc(0);
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve(answer);
  }
}

/** The answer, or `null` while some of it is missing. One request is under way at a time, so nothing can follow it. */
function readAnswer(received: Buffer): Answer | null {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd === -1) return null;
  const head = received.toString("latin1", 0, headEnd);
  const status = Number(head.slice(9, 12));
  const body = received.subarray(headEnd + HEAD_END.length);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return body.length < Number(length) ? null : { status, body };
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return { status, body };
  return body.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK) ? { status, body } : null;
}

/** A request as it goes over the wire. */
export function requestText(
  method: "GET" | "POST",
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = "",
): Buffer {
  const all = {
    Host: "127.0.0.1",
    ...headers,
    ...(method === "POST" && { "Content-Length": String(Buffer.byteLength(body)) }),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`${[`${method} ${path} HTTP/1.1`, ...lines].join("\r\n")}${HEAD_END}${body}`);
}

/** A JSON body with its type. */
export function postJson(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Buffer {
  return requestText("POST", path, { "Content-Type": "application/json", ...headers }, JSON.stringify(body));
}
