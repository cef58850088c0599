import { type Answer, postJson, requestText } from "./HttpConnection.js";
import { post, spendTokens } from "./latchkeyClients.js";
import type { Client } from "./load.js";

const PASSWORD = "correct horse battery";

/** Always the same request. */
export function always(request: Buffer): () => Promise<Client> {
  return async () => ({ request: () => request });
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";", 1)[0])
    .join("; ");
}

export async function lookIntoBetterAuth(port: number, name: string): Promise<Client> {
  const person = { name: "Ada Lovelace", email: `${name}@example.com`, password: PASSWORD };
  const origin = `http://127.0.0.1:${port}`;
  const response = await post(`${origin}/api/auth/sign-up/email`, person, { Origin: origin });
  const request = requestText("GET", "/api/auth/get-session", { Cookie: cookiesOf(response) });
  return { request: () => request };
}

export async function signInToBetterAuth(port: number, name: string): Promise<Client> {
  await lookIntoBetterAuth(port, name);
  const person = { email: `${name}@example.com`, password: PASSWORD };
  const request = postJson("/api/auth/sign-in/email", person, { Origin: `http://127.0.0.1:${port}` });
  return { request: () => request };
}

/** Of the two small peers, which share their paths. */
async function signIn(port: number, name: string): Promise<Response> {
  await post(`http://127.0.0.1:${port}/register`, { username: name, password: PASSWORD });
  return post(`http://127.0.0.1:${port}/login`, { username: name, password: PASSWORD });
}

export async function lookWithCookies(port: number, name: string): Promise<Client> {
  const request = requestText("GET", "/profile", { Cookie: cookiesOf(await signIn(port, name)) });
  return { request: () => request };
}

export async function refreshTutorial(port: number, name: string): Promise<Client> {
  const { data } = (await (await signIn(port, name)).json()) as {
    data: { accessToken: string; refreshToken: string };
  };
  return spendTokens("/refresh", data);
}

export async function signInSimply(port: number, name: string): Promise<Client> {
  await signIn(port, name);
  const request = postJson("/login", { username: name, password: PASSWORD });
  return { request: () => request };
}

export async function refreshOidc(port: number): Promise<Client> {
  let token = await (await fetch(`http://127.0.0.1:${port}/tokens`)).text();
  const headers = {
    "Content-Type": "application/x-www-form-urlencoded",
    Authorization: `Basic ${Buffer.from("bench:secret").toString("base64")}`,
  };
  return {
    request: () => requestText("POST", "/token", headers, `grant_type=refresh_token&refresh_token=${token}`),
    answered: ({ body }: Answer) => {
      token = (JSON.parse(body.toString()) as { refresh_token: string }).refresh_token;
    },
  };
}
