import { fine, found, outsideCheck, type Seen } from "../Check.js";
import type { SiteRequest } from "../Site.js";

const JSON_TYPE = { "content-type": "application/json" };
const REQUESTS: readonly SiteRequest[] = [
  { method: "POST", path: "/api/v1/auth/login", headers: JSON_TYPE, body: '{"username":' },
  { method: "POST", path: "/api/v1/auth/login", headers: { "content-type": "text/plain" }, body: "x" },
  {
    method: "POST",
    path: "/api/v1/auth/login",
    headers: JSON_TYPE,
    body: '{"username":{"$ne":null},"password":["x"]}',
  },
  { method: "PUT", path: "/api/v1/auth/login" },
  { path: "/api/v1/auth/sessions/%E0%A4" },
  { path: "/api/v1/users/profile", headers: { authorization: "Bearer x.y.z" } },
  { path: "/api/v1/users/profile", headers: { cookie: 'accessToken=j:{"x":1}' } },
];
/** A line of a stack. */
const STACK_LINE = /^[ \t]+at .+[:(]/m;
/** A folder of programs, a file of one, and an error of a driver. */
const PROGRAM_FOLDER = /\/(?:srv|opt|home|app|usr)\//;
const PROGRAM_FILE = /\.[cm]?[jt]s/;
const OF_A_DRIVER = /node_modules|SQLITE_[A-Z]|\bMongo\w*Error/;

export const errors = outsideCheck({
  id: "errors",
  title: "Errors tell nothing of the inside",
  looksAt:
    "Answers to broken requests: no stack, no path of a file, no words of a driver, no 500; the API's codes arrive.",
  faults: {
    inside: {
      severity: "medium",
      title: "An error tells of the inside",
      clause: "OWASP ASVS 5.0 16.5.1, 13.4.2",
      cure: "Find who answered: Latchkey's own errors hold no stack, in no NODE_ENV.",
    },
    failing: {
      severity: "medium",
      title: "A broken request makes the server fail",
      clause: "OWASP ASVS 5.0 16.5.1",
      cure: "The log has the cause, under the X-Request-Id of the answer. Please report it.",
    },
    replaced: {
      severity: "low",
      title: "The proxy replaces the API's errors by its own",
      clause: "RFC 9110 section 15.5",
      cure: "nginx: proxy_intercept_errors off. Clients tell by code whether a session has ended.",
    },
  },
  look: async ({ site }) => {
    const seen: Seen<"inside" | "failing" | "replaced">[] = [];
    for (const request of REQUESTS) {
      const { status, text, envelope } = await site.send(request);
      const what = `${request.method ?? "GET"} ${request.path}: ${status}`;
      if (tellsOfTheInside(text)) seen.push(found("inside", what));
      else if (status >= 500 && status !== 503) seen.push(found("failing", what));
      else if (envelope === null) seen.push(found("replaced", what));
    }
    return [...seen, fine(`${REQUESTS.length} broken requests got the API's own errors`)];
  },
});

function tellsOfTheInside(text: string): boolean {
  return STACK_LINE.test(text) || OF_A_DRIVER.test(text) || text.split(/\s/).some(namesProgramFile);
}

function namesProgramFile(word: string): boolean {
  const at = word.search(PROGRAM_FOLDER);
  return at !== -1 && PROGRAM_FILE.test(word.slice(at));
}
