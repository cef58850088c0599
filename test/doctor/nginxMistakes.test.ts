import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findOnPath } from "../../scripts/mongo/findOnPath.js";
import type { ProxyChanges } from "../support/deploy/startProxy.js";
import { examineBehindProxy, faultsIn, type Plant, startGoodServer, validity } from "../support/doctor/deployment.js";
import type { TestServer } from "../support/http/testServer.js";
import { issuedCertificate, selfSignedCertificate } from "../support/selfSignedCertificate.js";

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

type Row = [mistake: string, proxy: ProxyChanges, faults: Record<string, string>, plant?: Plant];

const MISTAKES: Row[] = [
  [
    "an expired certificate",
    { validity: validity(-90, -1) },
    { "certificate.expired": "high", "cookies.unchecked": "info" },
  ],
  [
    "a certificate that is not valid yet",
    { validity: validity(1, 90) },
    { "certificate.expired": "high", "cookies.unchecked": "info" },
  ],
  [
    "a certificate for another name",
    { certificateName: "www.example.com", validity: validity(-1, 89) },
    { "certificate.name": "high", "cookies.unchecked": "info" },
  ],
  [
    "a certificate that nobody signed",
    {},
    { "certificate.untrusted": "high", "cookies.unchecked": "info" },
    { examination: { ca: undefined } },
  ],
  ["a certificate that was not renewed", { validity: validity(-75, 15) }, { "certificate.late": "low" }],
  ["a certificate that ends tomorrow", { validity: validity(-89, 1) }, { "certificate.ending": "medium" }],
  [
    "TLS 1.1",
    {
      edit: (file) =>
        file
          .replace("TLSv1.2 TLSv1.3;", "TLSv1.1 TLSv1.2 TLSv1.3;")
          .replace(/ssl_ciphers .*;/, "ssl_ciphers ALL:!aNULL:@SECLEVEL=0;"),
    },
    { "tls-version.old": "medium" },
  ],
  [
    "ciphers without a certificate",
    { edit: (file) => file.replace(/ssl_ciphers (.*);/, "ssl_ciphers $1:aNULL:@SECLEVEL=0;") },
    { "tls-ciphers.weak": "medium" },
  ],
  [
    "ciphers without forward secrecy",
    {
      makeCertificate: (folder, name, time) => selfSignedCertificate(folder, name, time, "rsa"),
      edit: (file) => file.replace(/ssl_ciphers (.*);/, "ssl_ciphers $1:AES128-GCM-SHA256;"),
    },
    { "tls-ciphers.no-forward-secrecy": "low" },
  ],
  [
    "a certificate without those that lead to an authority",
    { makeCertificate: (folder, name) => issuedCertificate(folder, name, validity(-10, 80), "alone") },
    { "certificate.chain": "high", "cookies.unchecked": "info" },
  ],
  [
    "none: a certificate with those that lead to an authority",
    { makeCertificate: (folder, name) => issuedCertificate(folder, name, validity(-10, 80), "chain") },
    {},
  ],
  [
    "the site on port 80 too",
    redirect("proxy_pass http://latchkey; proxy_set_header Host $host;"),
    { "plain-http.served": "high" },
  ],
  [
    "a redirect to another name",
    redirect("return 301 https://www.example.net$request_uri;"),
    { "plain-http.elsewhere": "medium" },
  ],
  [
    "a redirect that stays with http",
    redirect("return 301 http://auth.example.com/app;"),
    { "plain-http.elsewhere": "medium" },
  ],
  ["nginx's own page on port 80", redirect("return 200 welcome;"), { "plain-http.other": "low" }],
  [
    "a redirect to whatever name the client says",
    redirect("return 301 https://$host$request_uri;"),
    { "forwarded-host.plain-redirect": "medium" },
  ],
  ["no HSTS", replaced(HSTS_LINE, ""), { "hsts.missing": "medium" }],
  ["HSTS on good answers only", replaced(HSTS_LINE, HSTS_LINE.replace(" always", "")), { "hsts.partial": "low" }],
  ["HSTS for a day", replaced("max-age=31536000", "max-age=86400"), { "hsts.short": "medium" }],
  ["HSTS for the host alone", replaced("; includeSubDomains", ""), { "hsts.host-only": "low" }],
  ["HSTS twice", replaced("proxy_hide_header Strict-Transport-Security;", ""), { "hsts.doubled": "low" }],
  ["Secure taken off cookies", passing("proxy_cookie_flags ~ nosecure;"), { "cookies.insecure": "high" }],
  ["HttpOnly taken off cookies", passing("proxy_cookie_flags ~ nohttponly;"), { "cookies.scripted": "high" }],
  ["SameSite taken off cookies", passing("proxy_cookie_flags ~ nosamesite;"), { "cookies.same-site": "medium" }],
  ["SameSite=None put on cookies", passing("proxy_cookie_flags ~ samesite=none;"), { "cookies.none": "low" }],
  ["the path of cookies rewritten", passing("proxy_cookie_path / /app;"), { "cookies.scope": "medium" }],
  ["cookies taken away", passing("proxy_hide_header Set-Cookie;"), { "cookies.missing": "medium" }],
  ["Sec-Fetch-Site not passed on", passing('proxy_set_header Sec-Fetch-Site "";'), { "csrf.unseen": "high" }],
  [
    "neither Sec-Fetch-Site nor Origin passed on",
    passing('proxy_set_header Sec-Fetch-Site ""; proxy_set_header Origin "";'),
    { "cookies.in-body": "medium", "csrf.unseen": "high" },
  ],
  ["Origin not passed on", passing('proxy_set_header Origin "";'), { "csrf.unseen": "high" }],
  [
    "CORS for everybody",
    everywhere('add_header Access-Control-Allow-Origin "*" always;'),
    { "cors.wildcard": "medium" },
  ],
  [
    "CORS for whoever asks",
    everywhere("add_header Access-Control-Allow-Origin $http_origin always;"),
    { "cors.readable": "medium" },
  ],
  [
    "CORS with cookies for whoever asks",
    everywhere(
      'add_header Access-Control-Allow-Origin $http_origin always; add_header Access-Control-Allow-Credentials "true" always;',
    ),
    { "cors.open": "high" },
  ],
  ["answers that may be kept", replacing("Cache-Control", "public, max-age=60"), { "answer-headers.stored": "medium" }],
  [
    "a public cache beside no-store",
    everywhere('add_header Cache-Control "public" always;'),
    { "answer-headers.stored": "medium" },
  ],
  [
    "no nosniff",
    passing("proxy_hide_header X-Content-Type-Options;"),
    { "answer-headers.sniffed": "low", "page-headers.sniffed": "low" },
  ],
  [
    "a policy of the proxy's",
    replacing("Content-Security-Policy", "script-src 'self' 'unsafe-inline'"),
    { "answer-headers.policy": "low", "page-headers.policy": "medium", "page-headers.framed": "medium" },
  ],
  [
    "no Referrer-Policy",
    passing("proxy_hide_header Referrer-Policy;"),
    { "answer-headers.referrer": "low", "page-headers.referrer": "low" },
  ],
  [
    "answers without a type",
    replacing("Content-Type", "text/plain"),
    { "answer-headers.type": "low", "browsers.pages-missing": "medium" },
  ],
  [
    "a redirect of its own to the name that came",
    beside("  location = /sign-in { return 302 https://$host/app; }"),
    { "forwarded-host.redirect": "medium" },
  ],
  [
    "a page of its own with the name that came",
    beside("  location = /sign-in { default_type text/html; return 200 '<a href=https://$host/>app</a>'; }"),
    { "forwarded-host.reflected": "medium" },
  ],
  [
    "no Retry-After",
    passing("proxy_hide_header Retry-After;"),
    { "rate-limit.silent": "low" },
    { examination: { load: true } },
  ],
  ["health kept in", beside("  location /health/ { return 404; }"), { "health.hidden": "info" }],
  [
    "a page with a stack",
    beside("  location ^~ /api/v1/auth/sessions/ { return 404 'Error: no\n    at find (/srv/app/find.js:3:7)'; }"),
    { "errors.inside": "medium" },
  ],
  ["a path that fails", beside("  location ^~ /api/v1/auth/sessions/ { return 500; }"), { "errors.failing": "medium" }],
  ["errors of its own", beside("  location ^~ /api/v1/auth/sessions/ { return 404; }"), { "errors.replaced": "low" }],
  ["its version told", replaced("server_tokens off;", "server_tokens on;"), { "banner.version": "low" }],
  ["X-Powered-By", everywhere("add_header X-Powered-By PHP always;"), { "banner.program": "low" }],
  [
    "another program in the place of the API",
    beside("  location /api/ { return 200 hello; }"),
    { "reachable.stranger": "high" },
  ],
  [
    "a page that links in mail lead to missing",
    beside("  location = /reset-password { return 404; }"),
    { "browsers.pages-missing": "medium" },
  ],
];

describe("a mistake in front of a good server is found, and nothing else is", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startGoodServer();
  });
  afterAll(() => server.close());

  nginxTest.each(MISTAKES)("%s", async (_mistake, proxy, faults, plant = {}) => {
    const logged = server.log.length;
    const findings = await examineBehindProxy(server, { ...plant, proxy: { ...plant.proxy, ...proxy } });
    // Over TLS that is not believed no password goes: the server hears of no sign-in of an account.
    if (faults["cookies.unchecked"]) expect(server.log.slice(logged).join("")).not.toContain('"signed_in"');
    // What is not Latchkey is asked nothing more.
    const isTried = plant.examination?.load === true || faults["reachable.stranger"] !== undefined;
    expect(faultsIn(findings)).toEqual({ ...(!isTried && { "rate-limit.unchecked": "info" }), ...faults });
  });
});
