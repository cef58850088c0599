import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

export const CLIENT_ID = "latchkey-at-the-provider";
export const CLIENT_SECRET = "secret-of-latchkey-at-the-provider";

type Signature = "own" | "foreign" | "stripped" | "none" | "secret";

/** What an endpoint does instead of its work. */
export type Deed = RequestListener;

/** What the provider does wrong. Nothing, unless a test says so. */
export interface Misdeeds {
  /** Claims of the ID token that differ; `undefined` leaves one out. */
  claims?: Readonly<Record<string, unknown>>;
  /** The header of the ID token. */
  header?: Readonly<Record<string, unknown>>;
  signature?: Signature;
  /** What the browser brings back. */
  answer?: Readonly<Record<string, string | undefined>>;
  metadata?: Readonly<Record<string, unknown>>;
  /** Of the token endpoint, in place of the tokens. */
  tokens?: unknown;
  userinfo?: Readonly<Record<string, unknown>>;
  /** By the end of the path. */
  at?: Readonly<Record<string, Deed>>;
}

const keys = Promise.all([generateKeyPair("RS256"), generateKeyPair("RS256")]);

/** A provider on loopback that does its work, but for what a test has it do. Its keys are real. */
export class HostileProvider {
  misdeeds: Misdeeds = {};
  /** Method and path of every request. */
  readonly seen: string[] = [];
  /** The requests of the token endpoint, and the `Authorization` of each. */
  readonly redeemed: { readonly form: URLSearchParams; readonly authorization: string | undefined }[] = [];
  /** How it calls itself: another name than its address, where `fetch` is led here. */
  base: string;
  readonly address: string;
  readonly #server: Server;
  #asked = new URLSearchParams();

  private constructor(server: Server) {
    this.#server = server;
    this.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.base = this.address;
    server.on("request", (req, res) => {
      this.seen.push(`${req.method} ${new URL(req.url ?? "", this.address).pathname}`);
      const deed = Object.entries(this.misdeeds.at ?? {}).find(([end]) => pathOf(req).endsWith(end))?.[1];
      if (deed !== undefined) return deed(req, res);
      void this.#answer(req).then(({ status, body }) => {
        res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      });
    });
  }

  static async start(): Promise<HostileProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new HostileProvider(server);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Plays the browser: goes where the server has sent it, agrees, and brings back the answer. */
  answerTo(authorizationUrl: string): Record<string, string> {
    this.#asked = new URL(authorizationUrl).searchParams;
    const answer = { code: "a-code", state: this.#asked.get("state") ?? "", iss: this.base, ...this.misdeeds.answer };
    return Object.fromEntries(
      Object.entries(answer).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
  }

  /** `fetch` that finds every name here, as if it were this provider's. */
  readonly ledHere: typeof fetch = async (input, init) => {
    const { pathname, search } = new URL(String(input));
    return fetch(this.address + pathname + search, init);
  };

  async #answer(req: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const path = pathOf(req);
    if (path.endsWith("/.well-known/openid-configuration")) return { status: 200, body: this.#metadata() };
    if (path.endsWith("/keys")) {
      const [own] = await keys;
      return { status: 200, body: { keys: [{ ...(await exportJWK(own.publicKey)), kid: "own", use: "sig" }] } };
    }
    if (path.endsWith("/userinfo")) return { status: 200, body: { sub: "ada", ...this.misdeeds.userinfo } };
    if (path.endsWith("/token")) return this.#redeem(req);
    return { status: 404, body: {} };
  }

  #metadata(): object {
    const { base } = this;
    return {
      issuer: base,
      authorization_endpoint: `${base}/authorize`,
      token_endpoint: `${base}/token`,
      jwks_uri: `${base}/keys`,
      id_token_signing_alg_values_supported: ["RS256"],
      authorization_response_iss_parameter_supported: true,
      ...this.misdeeds.metadata,
    };
  }

  async #redeem(req: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    this.redeemed.push({ form, authorization: req.headers.authorization });
    if (this.misdeeds.tokens !== undefined) return { status: 200, body: this.misdeeds.tokens };
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const isHeld = challenge === this.#asked.get("code_challenge") && form.get("code") === "a-code";
    const isSame = form.get("redirect_uri") === this.#asked.get("redirect_uri");
    if (!isHeld || !isSame) return { status: 400, body: { error: "invalid_grant" } };
    const tokens = { access_token: "an-access-token", token_type: "Bearer", id_token: await this.#idToken() };
    return { status: 200, body: tokens };
  }

  async #idToken(): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const usual = {
      iss: this.base,
      sub: "ada",
      aud: CLIENT_ID,
      nonce: this.#asked.get("nonce"),
      iat: now,
      exp: now + 300,
    };
    const claims = { ...usual, ...this.misdeeds.claims };
    const { header = {}, signature = "own" } = this.misdeeds;
    if (signature === "none") return unsigned({ alg: "none" }, claims);
    if (signature === "secret") {
      const text = unsigned({ alg: "HS256", kid: "own" }, claims);
      const mac = createHmac("sha256", CLIENT_SECRET).update(text.slice(0, -1)).digest("base64url");
      return text + mac;
    }
    const [own, foreign] = await keys;
    const { privateKey } = signature === "foreign" ? foreign : own;
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", kid: "own", ...header })
      .sign(privateKey);
    return signature === "stripped" ? token.slice(0, token.lastIndexOf(".") + 1) : token;
  }
}

function pathOf(req: IncomingMessage): string {
  return new URL(req.url ?? "", "http://localhost").pathname;
}

function unsigned(header: object, claims: object): string {
  const parts = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  return `${parts.join(".")}.`;
}
