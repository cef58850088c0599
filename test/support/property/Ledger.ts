import { expect } from "vitest";
import type { IssuedTokens } from "../../../src/services/session/index.js";
import type { Session } from "../../../src/stores/Store.js";
import { read } from "../services/assembleSessionServices.js";

/** Tokens that a server gave out, whether the answer arrived or not. */
export interface HandedOut {
  readonly refreshToken: string;
  readonly accessToken: string;
  /** The number of the session in the story. */
  readonly session: number;
  readonly generation: number;
  readonly isNew: boolean;
}

/** What an observer of a story knows without asking the rule: what was handed out, spent, seen in use and ended. */
export class Ledger {
  readonly #tokens: HandedOut[] = [];
  readonly #secrets = new Map<string, string>();
  readonly #sessions: string[] = [];
  readonly #ended = new Set<number>();
  /** When a generation was first stored as seen in use. */
  readonly #confirmations = new Map<string, number>();
  readonly #spends = new Map<string, { at: number; key: string | null }>();

  get sessionIds(): readonly string[] {
    return this.#sessions;
  }

  get tokens(): readonly HandedOut[] {
    return this.#tokens;
  }

  /** Invariant 1: one secret is ever given out for one generation of a session. */
  handOut({ refreshToken, accessToken, refreshTokenIsNew }: IssuedTokens): HandedOut {
    const { sessionId, generation } = read(refreshToken);
    if (!this.#sessions.includes(sessionId)) this.#sessions.push(sessionId);
    const session = this.#sessions.indexOf(sessionId);
    const place = placeOf({ session, generation });
    expect(this.#secrets.get(place) ?? refreshToken, "one secret a generation").toBe(refreshToken);
    this.#secrets.set(place, refreshToken);
    const token = { refreshToken, accessToken, session, generation, isNew: refreshTokenIsNew };
    this.#tokens.push(token);
    return token;
  }

  noteSpend(token: HandedOut, at: number, key: string | null): void {
    this.#spends.set(placeOf(token), { at, key });
  }

  noteEnd(session: number): void {
    this.#ended.add(session);
  }

  noteEveryEnd(except: number | null = null): void {
    for (const session of this.#sessions.keys()) if (session !== except) this.#ended.add(session);
  }

  /** What a record shows after a step. */
  note(session: number, { generation, confirmedAt, previous, revokedAt }: Session): void {
    if (revokedAt !== null) this.#ended.add(session);
    const confirmations = previous.map((entry) => [entry.generation + 1, entry.successorConfirmedAt] as const);
    for (const [confirmed, at] of [...confirmations, [generation, confirmedAt] as const]) {
      const place = placeOf({ session, generation: confirmed });
      if (at !== null && !this.#confirmations.has(place)) this.#confirmations.set(place, at);
    }
  }

  hasEnded(session: number): boolean {
    return this.#ended.has(session);
  }

  spendOf(token: HandedOut): { at: number; key: string | null } | undefined {
    return this.#spends.get(placeOf(token));
  }

  /** When the token that replaced this one was first seen in use. */
  successorSeenAt({ session, generation }: HandedOut): number | undefined {
    return this.#confirmations.get(placeOf({ session, generation: generation + 1 }));
  }
}

function placeOf({ session, generation }: Pick<HandedOut, "session" | "generation">): string {
  return `${session}/${generation}`;
}
