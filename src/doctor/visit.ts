import { FORGED_CLIENT, fromOwnPage } from "./forgeries.js";
import type { Envelope, Site, SiteAnswer } from "./Site.js";

export interface Credentials {
  /** A username or an e-mail address. */
  readonly login: string;
  readonly password: string;
}

/** What a sign-in has shown. Every cookie without its value. */
export interface Visit {
  /** Why there was no sign-in, or `null`. */
  readonly refused: string | null;
  readonly cookies: readonly string[];
  readonly hasTokensInBody: boolean;
  /** The session as its owner sees it. */
  readonly session: { readonly ip: string | null; readonly createdAt: number } | null;
  /** When the sign-in was sent and answered, by this machine's clock. */
  readonly between: readonly [number, number];
  readonly addresses: SiteAnswer["addresses"];
}

/**
 * Signs in as a browser does, claims to be elsewhere, looks at its session and signs out. A password is sent to nobody but
 * the site itself: not without TLS away from this machine, and not over TLS that is not believed.
 */
export async function visitAs(
  { site, url, isTrusted, now }: { site: Site; url: URL; isTrusted: boolean; now: () => number },
  { login, password }: Credentials,
): Promise<Visit> {
  const nothing = { cookies: [], hasTokensInBody: false, session: null, addresses: { local: "", remote: "" } };
  if (!isTrusted) {
    return { ...nothing, between: [0, 0], refused: "The password was not sent: the connection cannot be believed." };
  }
  const name = login.includes("@") ? { email: login } : { username: login };
  const sentAt = now();
  const answer = await site.send({
    method: "POST",
    path: "/api/v1/auth/login",
    headers: { ...fromOwnPage(url), ...FORGED_CLIENT },
    body: { ...name, password, rememberMe: false },
  });
  const between = [sentAt, now()] as const;
  const lines = answer.lines("set-cookie");
  const seen = { cookies: lines.map(withoutValue), addresses: answer.addresses, between };
  if (answer.status !== 200) {
    const refused = `The sign-in was answered with ${answer.status} ${answer.envelope?.code ?? ""}`.trim();
    return { ...nothing, ...seen, refused };
  }
  const cookie = lines.map((line) => line.split(";", 1)[0]).join("; ");
  try {
    const sessions = await site.send({ path: "/api/v1/auth/sessions", headers: { cookie } });
    const hasTokensInBody = /"(access|refresh)Token"/.test(answer.text);
    return { ...seen, hasTokensInBody, session: currentSession(sessions.envelope), refused: null };
  } finally {
    await site.send({ method: "POST", path: "/api/v1/auth/logout", headers: { ...fromOwnPage(url), cookie } });
  }
}

function withoutValue(line: string): string {
  return line.replace(/=[^;]*/, "=…");
}

function currentSession(envelope: Envelope | null): Visit["session"] {
  const sessions: readonly unknown[] = Array.isArray(envelope?.data) ? envelope.data : [];
  const current = sessions.find((one) => isObject(one) && one["current"] === true);
  if (!isObject(current)) return null;
  const { ip, createdAt } = current;
  return { ip: typeof ip === "string" ? ip : null, createdAt: timeOf(createdAt) };
}

function timeOf(value: unknown): number {
  return typeof value === "number" ? value : Date.parse(String(value));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
