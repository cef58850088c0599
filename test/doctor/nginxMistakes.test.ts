import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findOnPath } from "../../scripts/mongo/findOnPath.js";
import type { ProxyChanges } from "../support/deploy/startProxy.js";
import { issuesIn, type Plant, runChecksBehindProxy, startGoodServer, validity } from "../support/doctor/deployment.js";
import type { TestServer } from "../support/http/testServer.js";

const nginxTest = findOnPath("nginx") === null ? test.skip : test;
const HSTS_LINE = 'add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;';

/** The shipped file with one text replaced, which has to be in it. */
function replaced(from: string, to: string): ProxyChanges {
  return {
    edit: (file) => {
      if (!file.includes(from)) throw new Error(`The shipped file does not hold "${from}".`);
      return file.replace(from, to);
    },
  };
}

/** A line more where requests are passed on, for the whole site over TLS, or as a location beside. */
const passing = (line: string) => replaced("proxy_connect_timeout 2s;", `proxy_connect_timeout 2s;\n${line}`);
const everywhere = (line: string) => replaced(HSTS_LINE, `${HSTS_LINE}\n${line}`);
const beside = (location: string) =>
  replaced("  location / {\n    proxy_pass", `${location}\n  location / {\n    proxy_pass`);
const replacing = (header: string, value: string) => ({
  edit: (file: string) =>
    everywhere(`add_header ${header} "${value}" always;`).edit?.(
      passing(`proxy_hide_header ${header};`).edit?.(file) ?? "",
    ) ?? "",
});
const redirect = (to: string) => replaced("return 301 https://auth.example.com$request_uri;", to);

type Row = [mistake: string, proxy: ProxyChanges, issues: Record<string, string>, plant?: Plant];

/** The settings are still checked, except for the pages. */
const NOT_TRUSTED = { "reachable.silent": "high", "browsers.unchecked": "info" };

const MISTAKES: Row[] = [
  ["a certificate that is not trusted", {}, NOT_TRUSTED, { options: { ca: undefined } }],
  ["an expired certificate", { validity: validity(-90, -1) }, NOT_TRUSTED],
  [
    "the API also on port 80",
    redirect("proxy_pass http://latchkey; proxy_set_header Host $host;"),
    { "plain-http.served": "high" },
  ],
  ["Secure removed from cookies", passing("proxy_cookie_flags ~ nosecure;"), { "cookies.insecure": "high" }],
  ["HttpOnly removed from cookies", passing("proxy_cookie_flags ~ nohttponly;"), { "cookies.scripted": "high" }],
  ["SameSite removed from cookies", passing("proxy_cookie_flags ~ nosamesite;"), { "cookies.same-site": "medium" }],
  ["SameSite=None added to cookies", passing("proxy_cookie_flags ~ samesite=none;"), { "cookies.none": "low" }],
  ["the path of cookies rewritten", passing("proxy_cookie_path / /app;"), { "cookies.scope": "medium" }],
  ["cookies removed", passing("proxy_hide_header Set-Cookie;"), { "cookies.missing": "medium" }],
  ["Sec-Fetch-Site not passed on", passing('proxy_set_header Sec-Fetch-Site "";'), { "csrf.unseen": "high" }],
  [
    "neither Sec-Fetch-Site nor Origin passed on",
    passing('proxy_set_header Sec-Fetch-Site ""; proxy_set_header Origin "";'),
    { "cookies.in-body": "medium", "csrf.unseen": "high" },
  ],
  ["Origin not passed on", passing('proxy_set_header Origin "";'), { "csrf.unseen": "high" }],
  [
    "CORS for every origin",
    everywhere('add_header Access-Control-Allow-Origin "*" always;'),
    { "cors.wildcard": "medium" },
  ],
  [
    "CORS for the origin of each request",
    everywhere("add_header Access-Control-Allow-Origin $http_origin always;"),
    { "cors.readable": "medium" },
  ],
  [
    "CORS with credentials for the origin of each request",
    everywhere(
      'add_header Access-Control-Allow-Origin $http_origin always; add_header Access-Control-Allow-Credentials "true" always;',
    ),
    { "cors.open": "high" },
  ],
  [
    "responses that may be stored",
    replacing("Cache-Control", "public, max-age=60"),
    { "answer-headers.stored": "medium" },
  ],
  [
    "a public cache in addition to no-store",
    everywhere('add_header Cache-Control "public" always;'),
    { "answer-headers.stored": "medium" },
  ],
  [
    "no Retry-After",
    passing("proxy_hide_header Retry-After;"),
    { "rate-limit.silent": "low" },
    { options: { load: true } },
  ],
  ["health routes that are not public", beside("  location /health/ { return 404; }"), { "health.hidden": "info" }],
  [
    "another program instead of the API",
    beside("  location /api/ { return 200 hello; }"),
    { "reachable.stranger": "high" },
  ],
  [
    "no page for the links in mail",
    beside("  location = /reset-password { return 404; }"),
    { "browsers.pages-missing": "medium" },
  ],
];

describe("the doctor finds a mistake in the proxy, and nothing else", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startGoodServer();
  });
  afterAll(() => server.close());

  nginxTest.each(MISTAKES)("%s", async (_mistake, proxy, issues, plant = {}) => {
    const logged = server.log.length;
    const findings = await runChecksBehindProxy(server, { ...plant, proxy: { ...plant.proxy, ...proxy } });
    const isReachable = !Object.keys(issues).some((code) => code.startsWith("reachable."));
    // Without a trusted connection to Latchkey nothing else is sent, in particular no password.
    if (!isReachable) expect(server.log.slice(logged).join("")).not.toContain('"signed_in"');
    const isSkipped = isReachable && plant.options?.load !== true;
    expect(issuesIn(findings)).toEqual({ ...(isSkipped && { "rate-limit.unchecked": "info" }), ...issues });
  });
});
