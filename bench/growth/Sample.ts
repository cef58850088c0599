import { AccessTokens, encodeRefreshToken, SecretKeys } from "../../src/services/token/index.js";
import type { Session } from "../../src/stores/Store.js";
import { DAY } from "../../src/utils/duration.js";
import { requestText } from "../compare/HttpConnection.js";
import { KEYRING, type Population, SECRETS } from "./Population.js";
import { isLive, sessionAt, tokenOf } from "./sessions.js";

/** The same number at each size: the server remembers the signatures of some thousand tokens, and must forget as many. */
const TOKENS = 20_000;

export const PUBLIC_URL = "http://localhost";

interface Tokens {
  readonly accessToken: string;
  /** Changes whenever it is spent. */
  refreshToken: string;
}

/** Living sessions that chance picked out of all, with valid tokens. In a small population some are there several times. */
export class Sample {
  /** One of each session. */
  readonly refreshable: readonly Tokens[];
  readonly #accessTokens: readonly string[];

  constructor(population: Population) {
    const sessions = livingSessions(population);
    const tokens = sessions.map((session) => tokensOf(session, population.now));
    this.#accessTokens = tokens.map(({ accessToken }) => accessToken);
    const firstOfEach = new Map(sessions.map(({ _id }, index) => [_id, tokens[index]]));
    this.refreshable = [...firstOfEach.values()].filter((one) => one !== undefined);
  }

  /** A function that asks for a path, each time as another session. */
  asking(path: string): () => Buffer {
    const requests = this.#accessTokens.map((token) => requestText("GET", path, { Authorization: `Bearer ${token}` }));
    return () => requests[Math.floor(Math.random() * requests.length)] ?? Buffer.alloc(0);
  }
}

function livingSessions(population: Population): Session[] {
  const found: Session[] = [];
  while (found.length < TOKENS) {
    const session = sessionAt(population, Math.floor(Math.random() * population.sessions));
    if (isLive(session, population.now + DAY / 2)) found.push(session);
  }
  return found;
}

const accessTokens = new AccessTokens({
  keys: [new SecretKeys([SECRETS.ACCESS_TOKEN_SECRET])],
  issuer: PUBLIC_URL,
  audience: PUBLIC_URL,
});

function tokensOf(session: Session, now: number): Tokens {
  const claims = { userId: session.userId, sessionId: session._id, generation: session.generation };
  return {
    accessToken: accessTokens.sign({ ...claims, expiresAt: now + DAY }, now),
    refreshToken: encodeRefreshToken(KEYRING, tokenOf(session)),
  };
}
