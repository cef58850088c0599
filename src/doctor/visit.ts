import { FORGED_CLIENT, fromOwnPage } from "./forgeries.js";
import { type Envelope, NoAnswerError, type Site, type SiteAnswer, type SiteRequest } from "./Site.js";
import { sendRepeatedly } from "./sendRepeatedly.js";

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
  /** How each request with the cookies was answered. Behind one name may be several servers. */
  readonly statuses: readonly number[];
  /** When the sign-in was sent and answered, by this machine's clock. */
  readonly between: readonly [number, number];
  readonly addresses: SiteAnswer["addresses"];
}

const NOTHING = {
  cookies: [],
  hasTokensInBody: false,
  session: null,
  statuses: [],
  addresses: { local: "", remote: "" },
};

/** Signs in as a browser does, claims to be elsewhere, looks at its session and signs out. */
export async function visitAs(
  { site, url, now }: { site: Site; url: URL; now: () => number },
  { login, password }: Credentials,
): Promise<Visit> {
  const name = login.includes("@") ? { email: login } : { username: login };
  const sentAt = now();
  const answer = await answerOrReason(site, {
    method: "POST",
    path: "/api/v1/auth/login",
    headers: { ...fromOwnPage(url), ...FORGED_CLIENT },
    body: { ...name, password, rememberMe: false },
    secret: true,
  });
  const between = [sentAt, now()] as const;
  if (typeof answer === "string") return { ...NOTHING, between, refused: `There was no sign-in: ${answer}.` };
  if (answer.status !== 200) {
    const refused = `The sign-in was answered with ${answer.status} ${answer.envelope?.code ?? ""}`.trim();
    return { ...NOTHING, between, refused };
  }
  const lines = answer.lines("set-cookie");
  const cookie = lines.map((line) => line.split(";", 1)[0]).join("; ");
  try {
    const request = { path: "/api/v1/auth/sessions", headers: { cookie }, secret: true } as const;
    const answers = await sendRepeatedly(site, request);
    return {
      refused: null,
      cookies: lines.map(withoutValue),
      hasTokensInBody: /"(access|refresh)Token"/.test(answer.text),
      session: currentSession(answers.find(({ status }) => status === 200)?.envelope ?? null),
      statuses: answers.map(({ status }) => status),
      between,
      addresses: answer.addresses,
    };
  } finally {
    const headers = { ...fromOwnPage(url), cookie };
    await site.send({ method: "POST", path: "/api/v1/auth/logout", headers, secret: true });
  }
}

async function answerOrReason(site: Site, request: SiteRequest): Promise<SiteAnswer | string> {
  try {
    return await site.send(request);
  } catch (error) {
    if (error instanceof NoAnswerError) return error.message;
    throw error;
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
