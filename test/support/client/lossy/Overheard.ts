import { expect } from "vitest";
import { decodeRefreshToken, type RefreshTokenKeyring } from "../../../../src/services/token/index.js";
import type { Answer, ProxyInBetween } from "../../http/ProxyInBetween.js";
import type { Envelope } from "../../http/TestClient.js";

/** Asks for a refresh, and hurts nobody. */
const HARMLESS = new Set(["ACCESS_TOKEN_EXPIRED", "ACCESS_TOKEN_MISSING"]);

/** What somebody between the server and its clients heard: every token that was given out, whether it arrived or not. */
export class Overheard {
  readonly accessTokens = new Set<string>();
  /** The codes of definite refusals. */
  readonly refusals: string[] = [];
  readonly #refreshTokens = new Map<number, string>();
  readonly #keyring: RefreshTokenKeyring;

  constructor(proxy: ProxyInBetween, keyring: RefreshTokenKeyring) {
    this.#keyring = keyring;
    proxy.overhear((answer) => this.#hear(answer));
  }

  /** Oldest first. */
  get refreshTokens(): readonly string[] {
    return [...this.#refreshTokens].sort(([one], [other]) => one - other).map(([, token]) => token);
  }

  /** Invariant 1: one secret is ever given out for one generation. */
  note(refreshToken: string): void {
    const generation = this.generationOf(refreshToken);
    expect(this.#refreshTokens.get(generation) ?? refreshToken, "one token a generation").toBe(refreshToken);
    this.#refreshTokens.set(generation, refreshToken);
  }

  generationOf(refreshToken: string): number {
    const token = decodeRefreshToken(this.#keyring, refreshToken);
    if (token === null) throw new Error("The server gave out a token that it does not know.");
    return token.generation;
  }

  #hear({ status, headers, body }: Answer): void {
    const { code = "", data } = JSON.parse(body.toString()) as Envelope;
    if (status === 401 && !HARMLESS.has(code)) this.refusals.push(code);
    const cookies = (headers["set-cookie"] ?? []).map((line) => /^(\w+)=([^;]+)/.exec(line) ?? []);
    const given = (name: "accessToken" | "refreshToken") =>
      data?.[name] ?? cookies.find(([, cookie]) => cookie === name)?.[2];
    const [accessToken, refreshToken] = [given("accessToken"), given("refreshToken")];
    if (accessToken !== undefined) this.accessTokens.add(accessToken);
    if (refreshToken !== undefined) this.note(refreshToken);
  }
}
