import type { TestClient } from "./TestClient.js";
import type { TestServer } from "./testServer.js";

/** The newest code that was mailed to the address; "" where none was. */
export async function newestCode(server: TestServer, email: string): Promise<string> {
  return (await server.mails()).findLast(({ to, code }) => to === email && code !== "")?.code ?? "";
}

/** Requests a code in a browser, and reads the mail. */
export async function requestCode(server: TestServer, client: TestClient, email: string) {
  const { status, body } = await client.post("/auth/email-code", { email });
  if (status !== 202) throw new Error(`The request for a code was answered with ${status}.`);
  return { flow: body.data.flow, code: await newestCode(server, email) };
}

/** Signs in with a code, in one browser from the request to the mail. */
export async function emailCodeSignIn(server: TestServer, client: TestClient, email: string) {
  return client.post("/auth/email-code/finish", await requestCode(server, client, email));
}

/** Another code than this one. */
export function otherThan(code: string): string {
  return String((Number(code) + 1) % 10 ** code.length).padStart(code.length, "0");
}
