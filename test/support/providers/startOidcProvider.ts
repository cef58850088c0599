import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair } from "jose";
import { type OidcContext, Provider } from "oidc-provider";

const CLIENT = { clientId: "latchkey", clientSecret: "latchkey-at-a-real-provider-0123456789" } as const;

/** Who has an account there, with the claims about them. */
const ACCOUNTS = {
  ada: { email: "ada@example.com", email_verified: true, name: "Ada Lovelace", preferred_username: "ada" },
  grace: { email: "grace@example.net", email_verified: false, name: "Grace Hopper", preferred_username: "grace" },
} as const;

type AccountName = keyof typeof ACCOUNTS;

/** Tests move the clock of the server, and this one follows the system's. */
const DAY = 86_400;

/** What a person does at the provider. */
interface Deed {
  readonly account?: AccountName;
  /** Of the sign-in there. */
  readonly amr?: readonly string[];
  readonly cancels?: boolean;
}

export interface RunningOidcProvider {
  readonly issuer: string;
  /** An entry of OIDC_PROVIDERS. */
  readonly entry: {
    readonly name: string;
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecret: string;
  };
  /** Goes to the provider as a browser, signs in there, and brings back the parameters of the answer. */
  walk(authorizationUrl: string, deed?: Deed): Promise<Record<string, string>>;
  /** The provider signs the browser out, so that the next one may be somebody else. */
  forget(): void;
  close(): Promise<void>;
}

/** A real provider of OpenID Connect (oidc-provider) on loopback. A browser gets a page with a link for each account. */
export async function startOidcProvider({
  redirectUris,
  name = "acme",
}: {
  redirectUris: readonly string[];
  name?: string;
}): Promise<RunningOidcProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = await createProvider(issuer, redirectUris);
  const handle = provider.callback();
  server.on("request", (req: IncomingMessage, res: ServerResponse) => {
    const url = new URL(req.url ?? "", issuer);
    void (url.pathname.startsWith("/interaction/") ? interact(provider, url, req, res) : handle(req, res));
  });
  const cookies = new Map<string, string>();
  return {
    issuer,
    entry: { name, issuer, ...CLIENT },
    walk: (url, deed = {}) => walk(url, { issuer, cookies, deed }),
    forget: () => cookies.clear(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function createProvider(issuer: string, redirectUris: readonly string[]): Promise<Provider> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const provider: Provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret, redirect_uris: redirectUris }],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: "one", use: "sig", alg: "RS256" }] },
    cookies: { keys: ["keys of cookies in tests"] },
    features: { devInteractions: { enabled: false } },
    claims: { openid: ["sub", "amr"], email: ["email", "email_verified"], profile: ["name", "preferred_username"] },
    ttl: { AccessToken: DAY, AuthorizationCode: 60, Grant: DAY, IdToken: DAY, Interaction: DAY, Session: DAY },
    pkce: { required: () => true },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, accountId: AccountName) => ({
      accountId,
      claims: () => ({ sub: accountId, ...ACCOUNTS[accountId] }),
    }),
    // Nobody is asked whether the server may know them.
    loadExistingGrant: async ({ oidc }: OidcContext) => {
      const { clientId } = oidc.client;
      const grant = new provider.Grant({ clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  return provider;
}

/** `/interaction/<uid>` is a page of links, `/interaction/<uid>/<account>` signs in, `/interaction/<uid>/cancel` does not. */
async function interact(
  provider: Provider,
  { pathname, searchParams }: URL,
  req: IncomingMessage,
  res: ServerResponse,
) {
  const choice = pathname.split("/")[3];
  if (choice === undefined) {
    const links = [...Object.keys(ACCOUNTS), "cancel"].map(
      (name) => `<p><a href="${pathname}/${name}">${name}</a></p>`,
    );
    res.writeHead(200, { "content-type": "text/html" }).end(`<!doctype html><title>Acme</title>${links.join("")}`);
    return;
  }
  const canceled = { error: "access_denied", error_description: "The person has canceled." };
  const login = { accountId: choice, amr: searchParams.getAll("amr") };
  await provider.interactionFinished(req, res, choice === "cancel" ? canceled : { login });
}

interface Way {
  readonly issuer: string;
  readonly cookies: Map<string, string>;
  readonly deed: Deed;
}

async function walk(authorizationUrl: string, { issuer, cookies, deed }: Way): Promise<Record<string, string>> {
  const { account = "ada", amr = ["pwd"], cancels = false } = deed;
  let url = new URL(authorizationUrl);
  while (url.origin === issuer) {
    if (/^\/interaction\/[^/]+$/.test(url.pathname)) {
      url.pathname += `/${cancels ? "cancel" : account}`;
      for (const method of amr) url.searchParams.append("amr", method);
    }
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { redirect: "manual", headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location === null) throw new Error(`The provider answered ${response.status}: ${await response.text()}`);
    url = new URL(location, url);
  }
  return Object.fromEntries(url.searchParams);
}
