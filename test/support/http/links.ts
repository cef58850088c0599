import { PASSWORD } from "./accounts.js";
import { TestClient, type TestResponse } from "./TestClient.js";
import type { TestServer } from "./testServer.js";

/** The token of the one mail with a link that `ask` brings to an address. Throws when it brings none, or several. */
export async function linkFrom(server: TestServer, to: string, ask: () => Promise<TestResponse>): Promise<string> {
  const before = new Set((await server.mails()).map(({ token }) => token));
  const { status } = await ask();
  const mails = (await server.mails()).filter((mail) => mail.to === to && mail.token !== "" && !before.has(mail.token));
  const [mail] = mails;
  if (mail === undefined || mails.length > 1) throw new Error(`${status}, and ${mails.length} links came.`);
  return mail.token;
}

export function verificationLink(server: TestServer, { email }: { email: string }): Promise<string> {
  return linkFrom(server, email, () => new TestClient(server.api).post("/auth/resend-verification", { email }));
}

export function resetLink(server: TestServer, { email }: { email: string }): Promise<string> {
  return linkFrom(server, email, () => new TestClient(server.api).post("/auth/forgot-password", { email }));
}

/** The link that a signed-in client gets sent to a new address. It costs a password hash. */
export function emailChangeLink(server: TestServer, client: TestClient, newEmail: string): Promise<string> {
  return linkFrom(server, newEmail, () => client.post("/users/change-email", { newEmail, password: PASSWORD }));
}
