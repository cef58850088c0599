import type { Answer } from "./HttpConnection.js";
import { postJson, requestText } from "./HttpConnection.js";
import type { Client } from "./load.js";

export const PASSWORD = "correct horse battery";

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Posts JSON; rejects unless the answer is a success. */
export async function post(
  url: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response;
}

/** Registers an account and signs in to it. */
export async function signIn(port: number, name: string): Promise<Tokens> {
  const auth = `http://127.0.0.1:${port}/api/v1/auth`;
  const email = `${name}@example.com`;
  await post(`${auth}/register`, { username: name, fullName: "Ada Lovelace", email, password: PASSWORD });
  const response = await post(`${auth}/login`, { username: name, password: PASSWORD });
  const { data } = (await response.json()) as { data: Tokens };
  return data;
}

/** Asks for the profile with an access token of its own. */
export function askWithToken(path: string) {
  return async (port: number, name: string): Promise<Client> => {
    const { accessToken } = await signIn(port, name);
    const request = requestText("GET", path, { Authorization: `Bearer ${accessToken}` });
    return { request: () => request };
  };
}

/** Spends the refresh token of its session, and then the one that it got for it. */
export async function refreshLatchkey(port: number, name: string): Promise<Client> {
  return spendTokens("/api/v1/auth/refresh-token", await signIn(port, name));
}

/** Each answer brings the token of the next request. */
export function spendTokens(path: string, first: Tokens): Client {
  let token = first.refreshToken;
  return {
    request: () => postJson(path, { refreshToken: token }),
    answered: ({ body }: Answer) => {
      token = (JSON.parse(body.toString()) as { data: Tokens }).data.refreshToken;
    },
  };
}

export async function signInToLatchkey(port: number, name: string): Promise<Client> {
  await signIn(port, name);
  const request = postJson("/api/v1/auth/login", { username: name, password: PASSWORD });
  return { request: () => request };
}
