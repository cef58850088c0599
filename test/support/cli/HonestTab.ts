import { randomUUID } from "node:crypto";
import { TestClient, type TestResponse } from "../http/TestClient.js";

/** A client that refreshes one session over and over, as the client package does: it keeps its token until a successor comes. */
export class HonestTab {
  /** Every answer that was neither tokens nor a request to wait. */
  readonly refusals: TestResponse[] = [];
  waits = 0;
  refreshes = 0;
  token: string;
  #api: string;
  #key = randomUUID();
  #going: Promise<void> | null = null;
  #isStopped = false;

  constructor(api: string, token: string) {
    this.#api = api;
    this.token = token;
  }

  /** Sends a refresh. Its token and the key of this attempt are the same until it was answered with a successor. */
  async refresh(): Promise<TestResponse> {
    const answer = await this.#send();
    if (answer.status === 200) {
      this.token = answer.body.data.refreshToken;
      this.#key = randomUUID();
      this.refreshes += 1;
    } else if (answer.status === 503 && answer.headers.get("retry-after") !== null) {
      this.waits += 1;
    } else {
      this.refusals.push(answer);
    }
    return answer;
  }

  /** Spends the token, and never gets the answer. */
  async loseAnswer(): Promise<void> {
    const { status } = await this.#send();
    if (status !== 200) throw new Error(`The answer to be lost was ${status}.`);
  }

  /** Refreshes again and again until {@link stop}. */
  start(): void {
    this.#isStopped = false;
    this.#going = this.#goOn();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#going;
  }

  moveTo(api: string): void {
    this.#api = api;
  }

  async #goOn(): Promise<void> {
    while (!this.#isStopped) await this.refresh();
  }

  #send(): Promise<TestResponse> {
    const headers = { "idempotency-key": this.#key };
    return new TestClient(this.#api).post("/auth/refresh-token", { refreshToken: this.token }, { headers });
  }
}
