import { type Answer, type FaultProxy, startFaultProxy } from "./faultProxy.js";

export interface PostgresProxy extends FaultProxy {
  /** A URL of the server, through the proxy. */
  urlOf(serverUrl: string): string;
  /** From now on every answer has `text` in the place of `word`, which is as long. */
  replaceInAnswers(word: string, text: string): void;
}

/** Each message from the server has a letter that says what it is, and its length without that letter. */
const LENGTH_OFFSET = 1;
const SHORTEST = 5;
/** ReadyForQuery: the server has answered all of a request. */
const READY = "Z".charCodeAt(0);

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

  function withReplaced(answer: Answer): Answer {
    if (replaced.word === "") return answer;
    const text = answer.data.toString("latin1").replaceAll(replaced.word, replaced.text);
    return { ...answer, data: Buffer.from(text, "latin1") };
  }

  const proxy = await startFaultProxy(serverPort, {
    answersOf: () => {
      const answers = new Answers();
      return { of: (data) => answers.of(data).map(withReplaced), rest: () => answers.rest() };
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
  };
}
