import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** One connection to a server, on which anything may be written. What the server answers is kept as text. */
export class RawConnection {
  /** All that has been answered so far. */
  answer = "";
  /** Resolves when the server has said that it sends no more. */
  readonly ended: Promise<unknown>;
  readonly socket: Socket;

  constructor(origin: string) {
    const { hostname, port } = new URL(origin);
    this.socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    this.socket.setEncoding("latin1");
    this.socket.on("data", (text: string) => {
      this.answer += text;
    });
    this.ended = new Promise((resolve) => {
      this.socket.once("end", resolve).once("close", resolve);
    });
    // A server that has stopped reading may reset what is still sent.
    this.socket.on("error", () => undefined);
  }

  /** Sends the head of a request. */
  head(line: string, ...headers: string[]): this {
    this.socket.write(`${[line, "Host: localhost", ...headers].join("\r\n")}\r\n\r\n`);
    return this;
  }

  /** Resolves as soon as the answer has a text. */
  async until(text: string): Promise<void> {
    while (!this.answer.includes(text)) await once(this.socket, "data");
  }

  /** Sends a piece again and again, whatever is answered, until nobody takes it or enough was sent; answers how much that was. */
  async flood(piece: string, most: number): Promise<number> {
    const isTaken = () => new Promise<boolean>((resolve) => this.socket.write(piece, (error) => resolve(!error)));
    let sent = 0;
    while (sent < most && (await isTaken())) sent += piece.length;
    return sent;
  }
}
