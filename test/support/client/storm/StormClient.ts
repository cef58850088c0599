import type { IssuedTokens } from "../../../../src/services/session/index.js";

/** What the storm counts. */
export interface Tally {
  /** Answers of 200 to a refresh. */
  refreshes: number;
  /** Requests that broke off, or were answered 503, and were sent again. */
  retries: number;
  /** Refusals of an honest client. */
  signOuts: number;
  /** Bursts of one browser's tabs in which two answers carried different tokens. */
  forks: number;
}

/** An honest client that refreshes through servers that die. */
export interface StormClient {
  /** Refreshes until it has been answered, as its tabs or its user would, and uses what it was given. */
  round(): Promise<void>;
  /** The refresh token that it holds. */
  current(): string;
  /** The one that it held before. */
  spent(): string;
}

export type MakeClient = (pick: () => Promise<string>, tokens: IssuedTokens, tally: Tally) => StormClient;

/** A request that was on its way to a server that died may never settle. As the client of the package, nobody waits longer. */
export const lost = (): AbortSignal => AbortSignal.timeout(15_000);

/** Sends until an answer comes that says something. */
export async function untilAnswered(send: () => Promise<Response>, tally: Tally): Promise<Response> {
  for (;;) {
    const answer = await send().catch(brokenOff);
    if (answer !== null && answer.status !== 503) return answer;
    tally.retries += 1;
  }
}

function brokenOff(error: unknown): null {
  const isTimeout = error instanceof DOMException && error.name === "TimeoutError";
  if (error instanceof TypeError || isTimeout) return null;
  throw error;
}
