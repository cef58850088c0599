// A provider on this machine, to try sign-in by a provider without an account anywhere. It asks nobody for a password.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import Provider, { interactionPolicy } from "oidc-provider";
import { choicePage, messagePage } from "./pages.mjs";

const port = Number(process.env.PORT ?? 4600);
const issuer = `http://localhost:${port}`;
const latchkey = process.env.LATCHKEY_URL ?? "http://localhost:3000";
/** No secret: the provider answers only this machine, and its people are invented. */
const client = { clientId: "latchkey", clientSecret: "only-on-this-machine" };

const people = {
  ada: { name: "Ada Lovelace", email: "ada@example.com", email_verified: true, note: "email address verified" },
  bob: { name: "Bob Moses", email: "bob@example.com", email_verified: false, note: "email address not verified" },
  cleo: {
    name: "Cleo Abram",
    email: "cleo@example.com",
    email_verified: true,
    amr: ["pwd", "otp", "mfa"],
    note: "with a second factor",
  },
};

/** Somebody is asked each time: otherwise the provider's own session would choose, and nobody could try another person. */
function askingEachTime() {
  const { Check, base } = interactionPolicy;
  const policy = base();
  policy.get("login").checks.add(
    new Check("no_choice", "Somebody has to choose a person", ({ oidc }) => {
      return oidc.result?.login ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
    }),
  );
  return policy;
}

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: client.clientId,
      client_secret: client.clientSecret,
      redirect_uris: [`${latchkey}/api/v1/auth/providers/local/callback`],
    },
  ],
  // Made at each start and never stored, as everything else here.
  jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: "only" }] },
  cookies: { keys: [randomBytes(32).toString("hex")] },
  pkce: { required: () => true },
  claims: { openid: ["sub", "amr"], email: ["email", "email_verified"], profile: ["name", "preferred_username"] },
  // As Google and Microsoft do it: the claims are in the ID token too.
  conformIdTokenClaims: false,
  findAccount: (_ctx, id) => {
    const { name, email, email_verified } = people[id];
    return { accountId: id, claims: () => ({ sub: id, name, preferred_username: id, email, email_verified }) };
  },
  features: { devInteractions: { enabled: false } },
  ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  interactions: { policy: askingEachTime(), url: (_ctx, { uid }) => `/people/${uid}` },
  renderError: (ctx, { error, error_description }) => {
    ctx.type = "html";
    ctx.body = messagePage("The request failed", `${error}: ${error_description ?? ""}`);
  },
});

/** What follows from the button that somebody pressed. */
async function resultOf(choice, { params }) {
  if (!Object.hasOwn(people, choice)) {
    return { error: "access_denied", error_description: "The user canceled" };
  }
  const grant = new provider.Grant({ accountId: choice, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const login = { accountId: choice, amr: people[choice].amr ?? ["pwd"], remember: false };
  return { login, consent: { grantId: await grant.save() } };
}

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith("/people/")) {
    await next();
    return;
  }
  ctx.type = "html";
  const interaction = await provider.interactionDetails(ctx.req, ctx.res).catch(() => null);
  if (interaction === null) {
    ctx.status = 400;
    ctx.body = messagePage("This request has ended", "Start again from the sign-in page.");
    return;
  }
  if (ctx.method === "POST") {
    // Each button leads to a path of its own, so that there is no body to read.
    const result = await resultOf(ctx.path.split("/").at(-1), interaction);
    await provider.interactionFinished(ctx.req, ctx.res, result);
    ctx.respond = false;
    return;
  }
  ctx.body = choicePage(people, interaction);
});

const trusted = { trustsEmail: true, trustsSecondFactor: true };
const entry = JSON.stringify([{ name: "local", label: "Local provider", issuer, ...client, ...trusted }]);
const server = provider.listen(port, "localhost", () => {
  process.stdout.write(`Listening on ${issuer}

Put this line into .env, and start Latchkey again:

OIDC_PROVIDERS='${entry}'

Then open ${latchkey}/sign-in, click "Continue with Local provider" and choose a person.
`);
});
server.once("error", (error) => {
  const reason =
    error.code === "EADDRINUSE" ? "is taken: stop what uses it, or set PORT" : `cannot be used: ${error.code}`;
  process.stderr.write(`Port ${port} ${reason}.\n`);
  process.exitCode = 1;
});
process.once("SIGTERM", stop).once("SIGINT", stop);

function stop() {
  server.close();
  server.closeAllConnections();
}
