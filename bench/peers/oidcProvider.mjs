// The refresh grant of oidc-provider with rotation, on its own store in memory. /tokens hands out sessions to begin with.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const CLIENT = { client_id: "bench", client_secret: "secret", redirect_uris: ["https://localhost/callback"] };
const provider = new Provider(`http://127.0.0.1:${process.env.PORT}`, {
  clients: [{ ...CLIENT, grant_types: ["authorization_code", "refresh_token"] }],
  findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  rotateRefreshToken: true,
  features: { devInteractions: { enabled: false } },
});

async function newRefreshToken() {
  const accountId = "ada";
  // Without openid: an ID token would cost an RSA signature that the others do not make.
  const scope = "offline_access";
  const client = await provider.Client.find(CLIENT.client_id);
  const grant = new provider.Grant({ accountId, clientId: client.clientId });
  grant.addOIDCScope(scope);
  const grantId = await grant.save();
  const token = new provider.RefreshToken({ accountId, client, grantId, scope, gty: "authorization_code" });
  return token.save();
}

const handle = provider.callback();
createServer(async (req, res) => {
  if (req.url !== "/tokens") return handle(req, res);
  return res.end(await newRefreshToken());
}).listen(Number(process.env.PORT), "127.0.0.1");
