import { createServer } from "node:http";
import { createVerifier, VerifierError } from "latchkey/verifier";

const authServer = process.env["AUTH_SERVER"] ?? "http://localhost:3000";
const issuer = process.env["AUTH_ISSUER"] ?? authServer;
const verifier = createVerifier({ jwksUrl: `${authServer}/.well-known/jwks.json`, issuer, audience: issuer });

/** No database and no secret: what this service knows, everybody may know. */
const server = createServer(async (req, res) => {
  const answer = (status: number, body: object, headers = {}) =>
    res.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(body));
  const [, token] = /^Bearer ([^ ]+)$/i.exec(req.headers.authorization ?? "") ?? [];
  if (token === undefined) return answer(401, { code: "ACCESS_TOKEN_MISSING" }, { "WWW-Authenticate": "Bearer" });
  try {
    const { userId } = await verifier.verify(token);
    return answer(200, { orders: [], owner: userId });
  } catch (error) {
    if (!(error instanceof VerifierError)) throw error;
    // 503 when the keys cannot be fetched: that says nothing about the token, and a client must not sign out for it.
    if (error.statusCode === 503) return answer(503, { code: error.code }, { "Retry-After": "30" });
    return answer(401, { code: error.code }, { "WWW-Authenticate": 'Bearer error="invalid_token"' });
  }
});

const port = Number(process.env["PORT"] ?? 4100);
server.listen(port, "127.0.0.1", () => process.stdout.write(`Listening on http://localhost:${port}\n`));
process.once("SIGTERM", () => server.close()).once("SIGINT", () => server.close());
