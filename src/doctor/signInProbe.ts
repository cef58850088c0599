import { type Envelope, type HttpTarget, isObject, NoAnswerError, type TargetResponse } from "./HttpTarget.js";
import { FORGED_CLIENT, fromOwnPage, LOGIN } from "./requests.js";

export interface Credentials {
  /** A username or an email address. */
  readonly login: string;
  readonly password: string;
}

/** What a sign-in showed. */
export interface SignInResult {
  /** Why the sign-in failed, or `null`. */
  readonly failure: string | null;
  /** The lines of Set-Cookie, without the values. */
  readonly cookies: readonly string[];
  readonly hasTokensInBody: boolean;
  /** The session as the session list shows it. */
  readonly session: { readonly ip: string | null; readonly createdAt: number } | null;
  /** The status of each request with the cookies: several servers may answer. */
  readonly statuses: readonly number[];
  /** When the sign-in was sent and answered, by this machine's clock. */
  readonly between: readonly [number, number];
  readonly addresses: TargetResponse["addresses"];
}

interface ProbeDeps {
  readonly target: HttpTarget;
  readonly url: URL;
  readonly now: () => number;
}

/** Signs in as a browser does, with forged client headers, reads the session list and signs out. */
export async function signInProbe(
  { target, url, now }: ProbeDeps,
  { login, password }: Credentials,
): Promise<SignInResult> {
  const name = login.includes("@") ? { email: login } : { username: login };
  const request = {
    method: "POST",
    path: LOGIN,
    headers: { ...fromOwnPage(url), ...FORGED_CLIENT },
    body: { ...name, password, rememberMe: false },
    secret: true,
  } as const;
  const sentAt = now();
  const response = await target.send(request).catch((error: unknown) => {
    if (error instanceof NoAnswerError) return error.message;
    throw error;
  });
  const between = [sentAt, now()] as const;
  const none = { cookies: [], hasTokensInBody: false, session: null, statuses: [], between };
  const unknown = { local: "", remote: "" };
  if (typeof response === "string") return { ...none, addresses: unknown, failure: `Could not sign in: ${response}.` };
  if (response.status !== 200) {
    const failure = `Signing in returned ${response.status} ${response.envelope?.code ?? ""}`.trim();
    return { ...none, addresses: response.addresses, failure };
  }
  const lines = response.lines("set-cookie");
  const cookie = lines.map((line) => line.split(";", 1)[0]).join("; ");
  try {
    const lists = await target.sendRepeatedly({ path: "/api/v1/auth/sessions", headers: { cookie }, secret: true });
    return {
      failure: null,
      cookies: lines.map((line) => line.replace(/=[^;]*/, "=…")),
      hasTokensInBody: /"(access|refresh)Token"/.test(response.text),
      session: currentSession(lists.find(({ status }) => status === 200)?.envelope ?? null),
      statuses: lists.map(({ status }) => status),
      between,
      addresses: response.addresses,
    };
  } finally {
    const headers = { ...fromOwnPage(url), cookie };
    await target.send({ method: "POST", path: "/api/v1/auth/logout", headers, secret: true });
  }
}

function currentSession(envelope: Envelope | null): SignInResult["session"] {
  const sessions: readonly unknown[] = Array.isArray(envelope?.data) ? envelope.data : [];
  const current = sessions.filter(isObject).find((session) => session["current"] === true);
  if (current === undefined) return null;
  const { ip, createdAt } = current;
  const time = typeof createdAt === "number" ? createdAt : Date.parse(String(createdAt));
  return { ip: typeof ip === "string" ? ip : null, createdAt: time };
}
