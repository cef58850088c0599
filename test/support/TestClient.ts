/** The envelope, loosely: tests assert what they read. */
export interface Envelope {
  statusCode: number;
  // biome-ignore lint/suspicious/noExplicitAny: the shape of an answer is what the tests assert
  data: any;
  message: string;
  success: boolean;
  code?: string;
  errors?: { path: string; message: string }[];
}

export interface TestResponse {
  status: number;
  headers: Headers;
  setCookies: string[];
  body: Envelope;
}

export interface SendOptions {
  json?: unknown;
  /** A raw body; set the content type yourself. */
  text?: string;
  headers?: Record<string, string>;
  bearer?: string;
}

/** A client with a cookie jar. As a browser it marks its requests as one does. */
export class TestClient {
  readonly cookies = new Map<string, string>();
  private readonly base: string;
  private readonly isBrowser: boolean;

  constructor(base: string, { browser = false } = {}) {
    this.base = base;
    this.isBrowser = browser;
  }

  async send(method: string, path: string, options: SendOptions = {}): Promise<TestResponse> {
    const response = await fetch(this.base + path, {
      method,
      headers: { ...this.ownHeaders(options), ...options.headers },
      ...(options.json !== undefined && { body: JSON.stringify(options.json) }),
      ...(options.text !== undefined && { body: options.text }),
    });
    const text = await response.text();
    const setCookies = response.headers.getSetCookie();
    for (const line of setCookies) this.store(line);
    const body = (text === "" ? {} : JSON.parse(text)) as Envelope;
    return { status: response.status, headers: response.headers, setCookies, body };
  }

  post(path: string, json?: unknown, options: SendOptions = {}): Promise<TestResponse> {
    return this.send("POST", path, json === undefined ? options : { ...options, json });
  }

  get(path: string, options: SendOptions = {}): Promise<TestResponse> {
    return this.send("GET", path, options);
  }

  /** The same jar in another tab: requests of both go out with what the jar holds when they are sent. */
  private ownHeaders({ json, bearer }: SendOptions): Record<string, string> {
    const headers: Record<string, string> = {};
    if (json !== undefined) headers["content-type"] = "application/json";
    if (bearer !== undefined) headers["authorization"] = `Bearer ${bearer}`;
    if (this.isBrowser) headers["sec-fetch-site"] = "same-origin";
    if (this.cookies.size > 0) headers["cookie"] = [...this.cookies].map(([k, v]) => `${k}=${v}`).join("; ");
    return headers;
  }

  private store(line: string): void {
    const [pair = "", ...attributes] = line.split("; ");
    const at = pair.indexOf("=");
    const name = pair.slice(0, at);
    const isExpired = attributes.some((attribute) => /^(Max-Age=0|Expires=Thu, 01 Jan 1970)/i.test(attribute));
    if (isExpired) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(at + 1));
  }
}

export const ADA = {
  username: "ada",
  fullName: "Ada Lovelace",
  email: "ada@example.com",
  password: "correct horse battery",
};

/** Registers Ada (or a variation) and signs her in; answers the client, her tokens and her id. */
export async function signUp(
  base: string,
  { browser = false, user = ADA }: { browser?: boolean; user?: typeof ADA } = {},
) {
  const client = new TestClient(base, { browser });
  await client.post("/auth/register", user);
  return { client, ...(await signIn(client, user)) };
}

/** Signs in; a browser's tokens are read from its cookies. */
export async function signIn(client: TestClient, user: { username: string; password: string } = ADA) {
  const { body } = await client.post("/auth/login", { username: user.username, password: user.password });
  return {
    userId: body.data.user._id as string,
    accessToken: client.cookies.get("accessToken") ?? "",
    refreshToken: client.cookies.get("refreshToken") ?? "",
  };
}
