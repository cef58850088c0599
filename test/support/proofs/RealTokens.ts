import { expect } from "vitest";
import { generationOf, NONE, tokenBehind } from "../../../proofs/model/tokens.js";
import type { IssuedTokens } from "../../../src/services/session/index.js";
import { decodeRefreshToken, hashSecret } from "../../../src/services/token/refreshToken.js";
import type { Session } from "../../../src/stores/Store.js";
import { NOW } from "../records.js";
import { KEYRING } from "../services/sessionServices.js";

/** Which real token stands for which of the model's. */
export class RealTokens {
  readonly #refresh = new Map<number, string>();
  readonly #access = new Map<number, string>();
  /** The model's token behind each real hash; learned when a record with it is first seen. */
  readonly #byHash = new Map<string, number>();

  learn(token: number, { refreshToken, accessToken }: Pick<IssuedTokens, "refreshToken" | "accessToken">): void {
    expect(this.#refresh.get(token) ?? refreshToken, "one token is one token").toBe(refreshToken);
    this.#refresh.set(token, refreshToken);
    this.#byHash.set(hashOf(refreshToken), token);
    this.#access.set(generationOf(token), accessToken);
  }

  refresh(token: number): string {
    const found = this.#refresh.get(token);
    if (found === undefined) throw new Error(`nobody was given token ${token}`);
    return found;
  }

  access(generation: number): string {
    const found = this.#access.get(generation);
    if (found === undefined) throw new Error(`nobody was given an access token of generation ${generation}`);
    return found;
  }

  get all(): string[] {
    return [...this.#refresh.values()];
  }

  /** The model's answer and the real one are the same. */
  compare(answer: { refresh: number; access: number }, outcome: object | null): void {
    if (outcome === null || !("value" in outcome))
      expect.fail(`no tokens were answered but ${JSON.stringify(outcome)}`);
    const issued = outcome.value as IssuedTokens;
    const { generation } = claims(issued.accessToken);
    expect(generation).toBe(answer.access);
    this.#access.set(generation, issued.accessToken);
    if (answer.refresh === NONE) expect(issued.refreshTokenIsNew, "the refresh cookie is left alone").toBe(false);
    else this.learn(answer.refresh, issued);
  }

  compareRecords(model: Session, real: Session): void {
    expect(inComparison(real, (hash) => hash, NOW)).toEqual(
      inComparison(model, (symbol) => this.#hashFor(symbol, model, real), 0),
    );
  }

  /** The hash that the real record has in the place where the model's has the symbol; always the same for the same token. */
  #hashFor(symbol: string, model: Session, real: Session): string {
    const index = model.previous.findIndex(({ tokenHash }) => tokenHash === symbol);
    const hash = index === -1 ? real.tokenHash : (real.previous[index]?.tokenHash ?? "");
    const token = tokenBehind(symbol);
    const known = this.#byHash.get(hash) ?? token;
    this.#byHash.set(hash, token);
    return known === token ? hash : `a hash of ${known} where ${token} should be`;
  }
}

function inComparison(session: Session, hashOf: (hash: string) => string, now: number) {
  const time = (at: number | null) => (at === null ? null : at - now);
  return {
    generation: session.generation,
    firstGeneration: session.firstGeneration,
    tokenHash: hashOf(session.tokenHash),
    confirmedAt: time(session.confirmedAt),
    idleExpiresAt: time(session.idleExpiresAt),
    expiresAt: time(session.expiresAt),
    lateCount: session.lateCount,
    lateSince: session.lateCount === 0 ? 0 : time(session.lateSince),
    revokeReason: session.revokeReason,
    isRevoked: session.revokedAt !== null,
    previous: session.previous.map((spent) => ({
      generation: spent.generation,
      tokenHash: hashOf(spent.tokenHash),
      supersededAt: time(spent.supersededAt),
      successorConfirmedAt: time(spent.successorConfirmedAt),
      hasKey: spent.retryKey !== null,
    })),
  };
}

function hashOf(refreshToken: string): string {
  const token = decodeRefreshToken(KEYRING, refreshToken);
  if (token === null) throw new Error("The token was not made here.");
  return hashSecret(token.secret);
}

function claims(accessToken: string): { generation: number } {
  const payload: unknown = JSON.parse(Buffer.from(accessToken.split(".")[1] ?? "", "base64url").toString());
  const generation = typeof payload === "object" && payload !== null && "gen" in payload ? payload.gen : null;
  if (typeof generation !== "number") throw new Error("an access token without a generation");
  return { generation };
}
