import { join } from "node:path";
import { expect, vi } from "vitest";
import type { EmptyPlace } from "../cli/databases.js";
import { aRegistration } from "../http/accounts.js";
import { TestClient, type TestResponse } from "../http/TestClient.js";
import { type Mail, readOutbox } from "../mail/mailbox.js";

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface Person {
  readonly username: string;
  readonly email: string;
  readonly tokens: Tokens;
}

/** Registers at a server and signs in there. */
export async function signedUp(api: string): Promise<Person> {
  const { username, email, ...rest } = aRegistration();
  const { status } = await new TestClient(api).post("/auth/register", { username, email, ...rest });
  expect(status).toBe(201);
  return { username, email, tokens: await signedIn(api, username, rest.password) };
}

export async function signedIn(api: string, username: string, password: string): Promise<Tokens> {
  return tokensOf(await new TestClient(api).post("/auth/login", { username, password }));
}

/** The tokens of an answer; throws when it holds none. */
export function tokensOf({ status, body }: TestResponse): Tokens {
  expect(status, body.code).toBe(200);
  return body.data;
}

export function refresh(api: string, { refreshToken }: Tokens): Promise<TestResponse> {
  return new TestClient(api).post("/auth/refresh-token", { refreshToken });
}

/** The code with which a server refuses an access token, or `null`. */
export async function refusalAt(api: string, { accessToken }: Tokens): Promise<string | null> {
  const { status, body } = await new TestClient(api).get("/auth/sessions", { bearer: accessToken });
  return status === 200 ? null : (body.code ?? String(status));
}

/** The newest mail with such a subject to an address, once it is there. */
export async function mailTo(place: EmptyPlace, email: string, subject: RegExp): Promise<Mail> {
  return vi.waitFor(
    () => {
      const mails = readOutbox(join(place.cwd, "data/outbox"));
      const newest = mails.findLast((mail) => mail.to === email && subject.test(mail.subject));
      if (newest === undefined) throw new Error(`No mail has come to ${email}.`);
      return newest;
    },
    { timeout: 20_000 },
  );
}
