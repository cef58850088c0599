import { randomUUID } from "node:crypto";
import { TestClient } from "../../http/TestClient.js";

/** What came of a call: no answer arrived, or the code of a refusal. */
export type Result = "done" | "no answer" | string;

/**
 * A client that is no browser, written after docs/why/rotation.md and not after the client package: a key is made when a token is
 * first sent, and used until that token is replaced.
 */
export class Phone {
  accessToken: string;
  refreshToken: string;
  #key: string | null = null;
  readonly #client: TestClient;

  constructor(api: string, tokens: { accessToken: string; refreshToken: string }) {
    this.#client = new TestClient(api);
    this.accessToken = tokens.accessToken;
    this.refreshToken = tokens.refreshToken;
  }

  async refresh(): Promise<Result> {
    const { refreshToken } = this;
    this.#key ??= randomUUID();
    const headers = { "idempotency-key": this.#key };
    return this.#ask(async () => {
      const { body } = await this.#client.post("/auth/refresh-token", { refreshToken }, { headers });
      if (body.code !== undefined) return body.code;
      this.accessToken = body.data.accessToken;
      this.refreshToken = body.data.refreshToken;
      this.#key = null;
      return "done";
    });
  }

  /** Uses the access token. */
  async use(): Promise<Result> {
    return this.#ask(async () => {
      const { body } = await this.#client.get("/users/profile", { bearer: this.accessToken });
      return body.code ?? "done";
    });
  }

  async #ask(work: () => Promise<Result>): Promise<Result> {
    // The jar of a client that takes its tokens from the body stays empty.
    this.#client.cookies.clear();
    try {
      return await work();
    } catch (error) {
      // The connection broke off, before the answer or in the middle of it.
      if (error instanceof TypeError) return "no answer";
      throw error;
    }
  }
}
