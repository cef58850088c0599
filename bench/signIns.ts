import { Agent, request } from "node:http";

const PASSWORD = "correct horse battery";

export interface Account {
  readonly username: string;
  /** The cookie of a browser that signed in before. */
  readonly deviceCookie: string;
}

export interface Answer {
  readonly status: number;
  readonly cookies: readonly string[];
  /** From the first byte sent to the last one read, in milliseconds. */
  readonly time: number;
}

/** Node's own client, because fetch costs as much as a small answer. */
function post(url: string, body: object, options: { agent?: Agent; headers?: Record<string, string> } = {}) {
  const text = JSON.stringify(body);
  const start = performance.now();
  return new Promise<Answer>((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
      ...options.headers,
    };
    const outgoing = request(url, { ...options, method: "POST", headers });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      response.on("error", reject);
      response.on("end", () => {
        const time = performance.now() - start;
        resolve({ status: response.statusCode ?? 0, cookies: response.headers["set-cookie"] ?? [], time });
      });
      response.resume();
    });
    outgoing.end(text);
  });
}

function expectStatus(answer: Answer, status: number): Answer {
  if (answer.status !== status) throw new Error(`${status} was expected, the answer is ${answer.status}.`);
  return answer;
}

/** A new account that has signed in once. */
export async function register(api: string, name: string): Promise<Account> {
  const person = { username: name, fullName: "Ada Lovelace", email: `${name}@example.com`, password: PASSWORD };
  expectStatus(await post(`${api}/auth/register`, person), 201);
  const { cookies } = await signIn(api, { username: name, deviceCookie: "" });
  const deviceCookie = cookies.find((cookie) => cookie.startsWith("deviceToken="))?.split(";", 1)[0] ?? "";
  return { username: name, deviceCookie };
}

/** Signs in, from a known browser if `knownBrowser` says so. Throws when the answer is not 200. */
export async function signIn(
  api: string,
  { username, deviceCookie }: Account,
  { knownBrowser = false, agent = new Agent() } = {},
): Promise<Answer> {
  const headers: Record<string, string> = knownBrowser ? { cookie: deviceCookie } : {};
  return expectStatus(await post(`${api}/auth/login`, { username, password: PASSWORD }, { agent, headers }), 200);
}
