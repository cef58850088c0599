export interface UserData {
  _id: string;
  username: string;
  fullName: string;
  email: string;
  avatarUrl: string | null;
  emailVerified: boolean;
  roles: string[];
  createdAt: number;
  updatedAt: number;
}

export interface SessionData {
  _id: string;
  current: boolean;
  createdAt: number;
  lastSeenAt: number;
  expiresAt: number;
  userAgent: string | null;
  ip: string | null;
}

/** Everything that an answer may hold; a test asserts what it reads. */
export interface Data extends UserData {
  user: UserData;
  accessToken: string;
  refreshToken: string;
  status: string;
  secret: string;
  uri: string;
  expiresAt: number;
  recoveryCodes?: string[];
  level: number;
}

export interface Envelope {
  statusCode: number;
  data: Data;
  message: string;
  success: boolean;
  code?: string;
  errors?: { path: string; message: string }[];
  reason?: string;
  registration?: unknown;
  challenge?: { flow: string; methods: string[]; expiresAt: number };
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
  /** Where an answer that leads on is the one to look at. */
  redirect?: "manual";
}

/** A client with a cookie jar. As a browser it marks its requests as one does. */
export class TestClient {
  readonly cookies: Map<string, string>;
  private readonly base: string;
  private readonly isBrowser: boolean;

  constructor(base: string, { browser = false, cookies = {} }: { browser?: boolean; cookies?: object } = {}) {
    this.base = base;
    this.isBrowser = browser;
    this.cookies = new Map(Object.entries(cookies));
  }

  async send(method: string, path: string, options: SendOptions = {}): Promise<TestResponse> {
    const response = await fetch(this.base + path, {
      method,
      headers: { ...this.ownHeaders(options), ...options.headers },
      ...(options.json !== undefined && { body: JSON.stringify(options.json) }),
      ...(options.text !== undefined && { body: options.text }),
      ...(options.redirect !== undefined && { redirect: options.redirect }),
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
