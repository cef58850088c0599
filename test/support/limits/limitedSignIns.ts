import { expect } from "vitest";
import { ERRORS } from "../../../src/utils/errorCodes.js";
import { PASSWORD } from "../http/accounts.js";
import { expectFailure } from "../http/expectFailure.js";
import { TestClient, type TestResponse } from "../http/TestClient.js";
import type { TestServer } from "../http/testServer.js";

export const WRONG = "wrong horse battery";

interface Names {
  username?: string | undefined;
  email?: string | undefined;
}

type Where = Pick<TestServer, "api">;

/** As at the start of the process: the server learns which bcrypt hashes are stored. Without any a refusal is cheaper. */
export async function lookForOldHashes({ container }: TestServer): Promise<void> {
  container.jobs.start();
  container.jobs.stop();
  await container.background.drain();
}

/** Signs in by a name, from a browser that nobody knows unless `client` is one. */
export function signInAs(
  { api }: Where,
  { username, email }: Names,
  { password = PASSWORD, client = new TestClient(api) } = {},
): Promise<TestResponse> {
  // What is undefined is not sent.
  return client.post("/auth/login", { username, email, password });
}

/** Guesses a wrong password, again and again. */
export async function guesses(server: Where, names: Names, count: number, client?: TestClient): Promise<number[]> {
  const options = { password: WRONG, ...(client !== undefined && { client }) };
  return statusesOf(count, () => signInAs(server, names, options));
}

export async function statusesOf(count: number, send: () => Promise<TestResponse>): Promise<number[]> {
  const statuses: number[] = [];
  for (let sent = 0; sent < count; sent += 1) statuses.push((await send()).status);
  return statuses;
}

/** As many of one status as the limit lets through, or as many of anything else. */
export function times<T>(count: number, one: T): T[] {
  return Array.from({ length: count }, () => one);
}

/** Strangers use up what an account, or a name that none has, allows to clients it does not know. */
export async function lockOut(server: Where, { username, email }: Names): Promise<void> {
  expect(await guesses(server, username === undefined ? { email } : { username }, 11)).toEqual([
    ...times(10, 401),
    429,
  ]);
}

/** The one refusal that every limit gives, with the seconds to wait. */
export function expectLimited(response: TestResponse, seconds: number): void {
  expectFailure(response, 429, "RATE_LIMITED");
  expect(response.body.message).toBe(ERRORS.RATE_LIMITED.message);
  expect(response.body.errors).toEqual([]);
  expect(response.headers.get("retry-after")).toBe(String(seconds));
}

/** All of an answer that may not differ: what an observer could tell two names apart by, but for the time it took. */
export function observable({ status, headers, body }: TestResponse) {
  const names = [...headers.keys()].sort();
  return { status, body, names, retryAfter: headers.get("retry-after"), length: headers.get("content-length") };
}
