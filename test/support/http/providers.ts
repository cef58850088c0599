import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { type IdentityView, identityIdOf, type ProviderIdentity } from "../../../src/services/providers/index.js";
import type { Identity } from "../../../src/stores/Store.js";
import { PASSWORD } from "./accounts.js";
import { expectFailureBody } from "./expectFailure.js";
import { TestClient, type TestResponse } from "./TestClient.js";
import type { TestServer } from "./testServer.js";

/** Somebody with an account at the provider, whom no other test knows. */
export function somebody(overrides: Partial<ProviderIdentity> = {}): ProviderIdentity {
  const unique = randomUUID().slice(0, 18);
  return {
    issuer: "https://provider.example",
    subject: unique,
    email: `${unique}@example.com`,
    emailVerified: false,
    isAuthoritative: false,
    fullName: "Grace Hopper",
    username: `grace-${unique}`,
    hasSecondFactor: false,
    ...overrides,
  };
}

/** The same with an address that the provider answers for. */
export function somebodyVerified(overrides: Partial<ProviderIdentity> = {}): ProviderIdentity {
  return somebody({ emailVerified: true, isAuthoritative: true, ...overrides });
}

interface Begin {
  readonly name?: string;
  readonly purpose?: "sign-in" | "link";
  readonly returnTo?: string;
  /** To link; that of the test accounts without it. */
  readonly password?: string;
}

/** Begins at the provider: the state that its answer has to have. */
export async function begin(client: TestClient, options: Begin = {}) {
  const { name = "example", purpose = "sign-in", returnTo, password = PASSWORD } = options;
  const body = { purpose, ...(returnTo !== undefined && { returnTo }), ...(purpose === "link" && { password }) };
  const response = await client.post(`/auth/providers/${name}/start`, body);
  const url = (response.body.data as unknown as { url?: string } | null)?.url ?? "";
  return { response, url, state: url === "" ? "" : (new URL(url).searchParams.get("state") ?? "") };
}

/** What the page has behind its `#` when this person has signed in at the provider. */
export function answerOf(server: TestServer, who: ProviderIdentity, { state }: { state: string }, name = "example") {
  const provider = name === server.otherProvider.name ? server.otherProvider : server.provider;
  return { provider: provider.name, state, code: provider.codeOf(who) };
}

/** Begins, comes back and finishes. */
export async function throughProvider(
  server: TestServer,
  client: TestClient,
  who: ProviderIdentity,
  options: Begin = {},
): Promise<TestResponse> {
  const begun = await begin(client, options);
  if (begun.state === "") return begun.response;
  return client.post("/auth/providers/finish", { params: answerOf(server, who, begun, options.name) });
}

/** A refusal that has used the flow up: no cookie is touched but that of the flow, which goes. */
export function expectSpent(response: TestResponse, status: number, code: string): void {
  expectFailureBody(response.body, status, code);
  expect(response.status).toBe(status);
  expect(response.setCookies.map((line) => line.replace(/Expires=[^;]+/, "…"))).toEqual([
    expect.stringMatching(/^(__Host-)?flow-[0-4]=; /),
  ]);
}

/** What a failure or a success has beside what every envelope has. */
export interface ProviderEnvelope {
  readonly flow?: string;
  readonly suggestion?: { username: string | null; fullName: string | null; email: string | null };
  readonly returnTo?: string;
}

export function nextOf(response: TestResponse): ProviderEnvelope {
  return response.body as unknown as ProviderEnvelope;
}

export function dataOf(response: TestResponse): {
  identity?: IdentityView;
  returnTo: string | null;
  user: { _id: string };
} {
  return response.body.data as never;
}

/** The flow of REGISTRATION_NEEDED or IDENTITY_NOT_LINKED. */
export async function flowOf(server: TestServer, who: ProviderIdentity, client = new TestClient(server.api)) {
  return nextOf(await throughProvider(server, client, who)).flow ?? "";
}

/** An account that was registered with the provider, signed in. */
export async function aProviderUser(server: TestServer, who = somebody(), client = new TestClient(server.api)) {
  const response = await client.post("/auth/providers/register", { flow: await flowOf(server, who, client) });
  const userId = response.body.data?.user?._id ?? "";
  return { who, client, response, userId, identityId: identityIdOf(who) };
}

/** Links an identity in a session, and answers it. */
export async function linked(server: TestServer, client: TestClient, who = somebody()): Promise<IdentityView> {
  const response = await throughProvider(server, client, who, { purpose: "link" });
  const { identity } = dataOf(response);
  if (identity === undefined) throw new Error(`It was not linked: ${response.status} ${response.body.code ?? ""}.`);
  return identity;
}

export function storedIdentity(server: TestServer, who: ProviderIdentity): Promise<Identity | null> {
  return server.store.identities.get(identityIdOf(who));
}
