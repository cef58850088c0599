import express, { type ErrorRequestHandler, type Request } from "express";
import { createLatchkey, createServer, type RequestAuth } from "latchkey";
import { type AppRequest, answer, read, revokeGrants } from "./hydra.js";

const port = Number(process.env["PORT"] ?? 4700);
const ENDS_GRANTS = ["account_disabled", "account_deleted", "password_reset", "signed_out_everywhere"];
/** RFC 8176, as in Latchkey's own access tokens. */
const AMR: Readonly<Record<string, string>> = { password: "pwd", totp: "otp", "recovery-code": "otp", passkey: "hwk" };

const latchkey = createLatchkey({
  publicUrl: `http://localhost:${port}`,
  onEvent: async ({ name, userId }) => {
    if (userId !== null && ENDS_GRANTS.includes(name)) await revokeGrants(userId);
  },
});
const oauth = express.Router();
oauth.use(express.urlencoded({ extended: false }), (_req, res, next) => {
  // No other site may put the buttons into a frame.
  res.set({ "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Cache-Control": "no-store" });
  next();
});

oauth.get("/login", latchkey.optionalJWT, async (req, res) => {
  const challenge = req.query["login_challenge"];
  const request = await read("login", challenge);
  if (request.redirect_to !== undefined) return res.redirect(request.redirect_to);
  if (req.user === undefined || req.auth === undefined) return res.redirect(signInFor(req));
  if (!isRecent(req.auth, request.request_url)) {
    return res.send(page(`${nameOf(request)} asks you to sign in again`, "", [["again", "Sign in"]]));
  }
  const { level, methods } = req.auth;
  // Somebody else acts in the user's name, who gets no tokens of it.
  if (level === 0) return res.redirect(await answer("login", challenge, "reject", { error: "access_denied" }));
  if (level < 2 && request.oidc_context.acr_values?.includes("aal2")) {
    const steps = `<a href="/account/security">Set one up</a>, then <a href="${escapeHtml(req.originalUrl)}">continue</a>.`;
    return res.send(page(`${nameOf(request)} asks for a second factor`, steps));
  }
  const amr = [...methods.flatMap(({ method }) => AMR[method] ?? []), ...(level === 2 ? ["mfa"] : [])];
  // Not remembered by Hydra: Latchkey's session decides each time, so that its end counts at once.
  const accepted = { subject: req.user._id, remember: false, acr: `aal${level}`, amr };
  return res.redirect(await answer("login", challenge, "accept", accepted));
});

/** "Sign in again". `verifyJWT` refuses what another site sends with the user's cookies. */
oauth.post("/login", latchkey.verifyJWT, async (req, res) => {
  if (req.auth !== undefined) await latchkey.sessions.revoke(req.auth.sessionId);
  res.redirect(303, signInFor(req));
});

oauth.get("/consent", latchkey.optionalJWT, async (req, res) => {
  const request = await read("consent", req.query["consent_challenge"]);
  if (request.redirect_to !== undefined) return res.redirect(request.redirect_to);
  if (req.user === undefined) return res.redirect(signInFor(req));
  if (request.skip || request.client.skip_consent) return res.redirect(await settle(req, request, true));
  const list = request.requested_scope.map((scope) => `<li>${escapeHtml(scope)}</li>`).join("");
  const buttons = [
    ["allow", "Allow"],
    ["deny", "Deny"],
  ] as const;
  return res.send(page(`${nameOf(request)} asks for access`, `<ul>${list}</ul>`, buttons));
});

oauth.post("/consent", latchkey.verifyJWT, async (req, res) => {
  const request = await read("consent", req.query["consent_challenge"]);
  res.redirect(303, request.redirect_to ?? (await settle(req, request, req.body.button === "allow")));
});

/** Grants what an app asks for, or refuses: also where somebody else has signed in meanwhile. */
function settle({ query, user }: Request, request: AppRequest, isAllowed: boolean): Promise<string> {
  const challenge = query["consent_challenge"];
  const { subject, requested_scope: scopes, requested_access_token_audience: audience } = request;
  if (!isAllowed || user?._id !== subject) return answer("consent", challenge, "reject", { error: "access_denied" });
  const email = scopes.includes("email") ? { email: user.email, email_verified: user.emailVerified } : {};
  const profile = scopes.includes("profile") ? { name: user.fullName, preferred_username: user.username } : {};
  const session = { id_token: { ...email, ...profile } };
  const granted = { grant_scope: scopes, grant_access_token_audience: audience, remember: true, session };
  return answer("consent", challenge, "accept", granted);
}

/** Whether the user signed in as lately as the app asks: `prompt=login` or `max_age` (OpenID Connect Core §3.1.2.1). */
function isRecent({ authenticatedAt }: RequestAuth, requestUrl: string): boolean {
  const asked = new URL(requestUrl).searchParams;
  const maxAge = asked.get("prompt")?.split(" ").includes("login") ? "0" : asked.get("max_age");
  if (maxAge === null) return true;
  // A sign-in for this very request takes a moment.
  return authenticatedAt !== null && Date.now() - authenticatedAt <= Math.max(Number(maxAge), 60) * 1000;
}

function signInFor(req: Request): string {
  return `/sign-in?next=${encodeURIComponent(req.originalUrl)}`;
}

function nameOf({ client }: AppRequest): string {
  return client.client_name || client.client_id;
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function page(title: string, content: string, buttons: readonly (readonly [value: string, label: string])[] = []) {
  const form = buttons.map(([value, label]) => `<button name="button" value="${value}">${label}</button>`).join(" ");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><main><h1>${escapeHtml(title)}</h1>${content}<form method="post">${form}</form></main></html>`;
}

const app = express();
app.use("/api/v1", latchkey.router);
app.use(latchkey.pages);
app.use("/oauth", oauth);
const onError: ErrorRequestHandler = (error, _req, res, _next) => {
  process.stderr.write(`${error}\n`);
  res.status(503).send(page("This cannot go on", "Start again in the app."));
};
app.use(onError);

await latchkey.ready();
const server = createServer(app);
server.listen(port, "127.0.0.1", () => process.stdout.write(`Listening on http://localhost:${port}\n`));
process.once("SIGTERM", stop).once("SIGINT", stop);

function stop() {
  server.close(() => latchkey.close());
  server.closeIdleConnections();
}
