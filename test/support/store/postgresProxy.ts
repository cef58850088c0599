import { type Answer, type FaultProxy, startFaultProxy } from "./faultProxy.js";

export interface PostgresProxy extends FaultProxy {
  /** A URL of the server, through the proxy. */
  urlOf(serverUrl: string): string;
  /** From now on every answer has `text` in the place of `word`, which is as long. */
  replaceInAnswers(word: string, text: string): void;
  /** From now on the packet that opens a connection also says that the server ends. */
  endAfterGreeting(): void;
}

/** Each message from the server has a letter that says what it is, and its length without that letter. */
const LENGTH_OFFSET = 1;
const SHORTEST = 5;
/** ReadyForQuery: the server has answered all of a request. */
const READY = "Z".charCodeAt(0);
const READY_LENGTH = 6;

/** What a connection says last when the server was killed, in the form of an ErrorResponse. */
const LAST_WORD = errorResponse("SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0");

function errorResponse(fields: string): Buffer {
  const head = Buffer.from("E\0\0\0\0");
  head.writeInt32BE(Buffer.byteLength(fields) + head.length - LENGTH_OFFSET, LENGTH_OFFSET);
  return Buffer.concat([head, Buffer.from(fields)]);
}

/** Collects the messages of one connection until the server is ready for the next request: these are its answer. */
class Answers {
  #unread = Buffer.alloc(0);
  #answer: Buffer[] = [];
  #isGreeted = false;

  of(data: Buffer): Answer[] {
    this.#unread = Buffer.concat([this.#unread, data]);
    const whole: Answer[] = [];
    for (let message = this.#next(); message !== null; message = this.#next()) {
      this.#answer.push(message);
      // A login is a talk of several messages, and its end is the first time that the server is ready.
      if (message[0] !== READY && this.#isGreeted) continue;
      whole.push({ data: Buffer.concat(this.#answer), isGreeting: !this.#isGreeted });
      this.#answer = [];
      this.#isGreeted ||= message[0] === READY;
    }
    return whole;
  }

  /** Such as the last words of a server that ends. */
  rest(): Buffer {
    return Buffer.concat([...this.#answer, this.#unread]);
  }

  #next(): Buffer | null {
    if (this.#unread.length < SHORTEST) return null;
    const end = LENGTH_OFFSET + this.#unread.readInt32BE(LENGTH_OFFSET);
    if (this.#unread.length < end) return null;
    const message = this.#unread.subarray(0, end);
    this.#unread = this.#unread.subarray(end);
    return message;
  }
}

/** A proxy before a PostgreSQL server, for connections without TLS. */
export async function startPostgresProxy(serverPort: number): Promise<PostgresProxy> {
  let replaced = { word: "", text: "" };
  let endsAfterGreeting = false;

  function withLastWord(answer: Answer): Answer {
    const isOpen = answer.data.at(-READY_LENGTH) === READY;
    if (!endsAfterGreeting || !answer.isGreeting || !isOpen) return answer;
    return { ...answer, data: Buffer.concat([answer.data, LAST_WORD]) };
  }

  function withReplaced(answer: Answer): Answer {
    if (replaced.word === "") return answer;
    const text = answer.data.toString("latin1").replaceAll(replaced.word, replaced.text);
    return { ...answer, data: Buffer.from(text, "latin1") };
  }

  const proxy = await startFaultProxy(serverPort, {
    answersOf: () => {
      const answers = new Answers();
      return { of: (data) => answers.of(data).map(withReplaced).map(withLastWord), rest: () => answers.rest() };
    },
  });

  return {
    ...proxy,
    urlOf(serverUrl) {
      const url = new URL(serverUrl);
      url.port = `${proxy.port}`;
      return url.href;
    },
    replaceInAnswers(word, text) {
      if (word.length !== text.length) throw new Error("The lengths of messages would be wrong.");
      replaced = { word, text };
    },
    endAfterGreeting() {
      endsAfterGreeting = true;
    },
  };
}
