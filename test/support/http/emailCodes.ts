import type { TestClient } from "./TestClient.js";
import type { TestServer } from "./testServer.js";

/** The codes that were mailed to the address. Mails of one moment have no order. */
export async function codesTo(server: TestServer, email: string): Promise<string[]> {
  return (await server.mails()).filter(({ to, code }) => to === email && code !== "").map(({ code }) => code);
}

/** The code of the last mail to the address, where no two come at once; "" where none did. */
export async function newestCode(server: TestServer, email: string): Promise<string> {
  return (await codesTo(server, email)).at(-1) ?? "";
}

/** Requests a code in a browser, and reads the mail that came; the code is "" where none did. */
export async function requestCode(server: TestServer, client: TestClient, email: string) {
  const before = new Set(await codesTo(server, email));
  const { status, body } = await client.post("/auth/email-code", { email });
  if (status !== 202) throw new Error(`The request for a code was answered with ${status}.`);
  const code = (await codesTo(server, email)).find((one) => !before.has(one)) ?? "";
  return { flow: body.data.flow, code };
}

/** Signs in with a code, in one browser from the request to the mail. */
export async function emailCodeSignIn(server: TestServer, client: TestClient, email: string) {
  return client.post("/auth/email-code/finish", await requestCode(server, client, email));
}

/** Another code than this one. */
export function otherThan(code: string): string {
  return String((Number(code) + 1) % 10 ** code.length).padStart(code.length, "0");
}
