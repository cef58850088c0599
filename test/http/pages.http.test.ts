import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import express, { type ErrorRequestHandler, type RequestHandler } from "express";
import { describe, expect, onTestFinished, test } from "vitest";
import { configFromOptions, type LatchkeyOptions } from "../../src/config/index.js";
import type { FindPictureOrigin } from "../../src/middlewares/pictureOrigin.middleware.js";
import { createPageNotFound, createPagesRoutes } from "../../src/routes/pages.routes.js";
import { listen } from "../../src/serve/httpServer.js";
import { loadPages, type Pages, type PagesSite } from "../../src/site/index.js";
import { textOn } from "../../src/utils/textOn.js";
import { startTestServer } from "../support/http/testServer.js";
import { serve as serveApp } from "../support/library/hostApp.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const SECRETS = {
  accessTokenSecret: "a secret of the pages 0123456789abcdef",
  refreshTokenSecret: "another secret of the pages 0123456789",
};

/** What a build leaves, in a folder of its own. */
function aBuild(document = '<title>%BRAND_NAME%</title><meta content="%BRAND_LOGO_URL%">'): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), document);
  writeFileSync(join(folder, "assets", "app-1a2b.js"), "export {};");
  return folder;
}

function pagesWith(options: LatchkeyOptions): Pages {
  const pages = loadPages(configFromOptions({ ...SECRETS, ...options }), undefined, [aBuild()]);
  if (pages === null) throw new Error("There are no pages.");
  return pages;
}

const ofNobody: FindPictureOrigin = async () => null;

async function serve(options: LatchkeyOptions = {}): Promise<string> {
  const config = configFromOptions({ ...SECRETS, ...options });
  const app = express().use(createPagesRoutes(pagesWith(options), config, ofNobody));
  const server = createServer(app);
  await listen(server, { host: "127.0.0.1", port: 0 });
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("a page", () => {
  test.each(["/", "/sign-in", "/sign-in/continue", "/sign-in/code", "/reset-password", "/account/sessions"])(
    "%s is the one document",
    async (path) => {
      const response = await fetch((await serve()) + path);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(response.headers.get("cache-control")).toBe("private, no-cache");
      expect(response.headers.get("vary")).toBe("Cookie, Accept-Language");
      expect(await response.text()).toContain("<title>Latchkey</title>");
    },
  );

  test("runs nothing but the server's own scripts and styles, and stands in no frame", async () => {
    const { headers } = await fetch(await serve());
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;font-src 'self';connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
    );
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("strict-transport-security")).toBeNull();
    const secure = await fetch(await serve({ publicUrl: "https://auth.example.com" }));
    expect(secure.headers.get("strict-transport-security")).toBe("max-age=31536000; includeSubDomains");
    const alone = await fetch(await serve({ publicUrl: "https://auth.example.com", hsts: "on" }));
    expect(alone.headers.get("strict-transport-security")).toBe("max-age=31536000");
  });

  test("a logo of another origin is the only thing that may be loaded from elsewhere", async () => {
    const { headers } = await fetch(await serve({ brandLogoUrl: "https://cdn.example.com/logo.svg" }));
    expect(headers.get("content-security-policy")).toContain("img-src 'self' data: https://cdn.example.com;");
  });

  test("scripts are cached by the browser forever; an unknown one and an unknown path are 404", async () => {
    const origin = await serve();
    const script = await fetch(`${origin}/assets/app-1a2b.js`);
    expect(script.status).toBe(200);
    expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    for (const path of ["/assets/none.js", "/assets/../index.html", "/nowhere", "/account/nothing"]) {
      expect((await fetch(origin + path)).status).toBe(404);
    }
  });
});

describe("the brand", () => {
  test("is put into the document as text, whatever it holds", () => {
    const { html } = pagesWith({ brandName: 'A&B "<i>' });
    expect(html("en", null)).toContain("<title>A&amp;B &quot;&lt;i></title>");
  });

  test.each(["Ca$$h $& Co", "$1 $` $'", "%BRAND_LOGO_URL%", "%PICTURE_ORIGIN%"])(
    "is put into the document as it is: %s",
    (brandName) => {
      const { html } = pagesWith({ brandName, brandLogoUrl: "https://example.com/logo.png" });
      const shown = brandName.replaceAll("&", "&amp;");
      expect(html("en", "https://pictures.example")).toBe(
        `<title>${shown}</title><meta content="https://example.com/logo.png">`,
      );
    },
  );

  test.each([
    ["#ffffff", "#000000"],
    ["#000000", "#ffffff"],
    ["#2f5bd8", "#ffffff"],
    ["#ffd400", "#000000"],
  ])("on %s the text is %s", (color, text) => {
    expect(textOn(color)).toBe(text);
    expect(pagesWith({ brandColor: color as `#${string}` }).brandCss).toBe(
      `:root{--brand:${color};--brand-text:${text}}\n`,
    );
  });

  test.each([
    { brandColor: "red" },
    { brandColor: "#fff" },
    { brandName: "" },
    { brandName: "a\nb" },
    { brandName: "\u3164" },
    { brandName: "a\u202eb" },
    { mailFrom: "a\u202eb <post@example.com>" },
    { brandName: "x".repeat(41) },
    { brandLogoUrl: "http://example.com/logo.png" },
    { brandLogoUrl: "https://example.com/'><script>" },
  ])("a bad one stops the start: %j", (options) => {
    expect(() => configFromOptions({ ...SECRETS, ...(options as LatchkeyOptions) })).toThrow(/brand|mailFrom/);
  });
});

describe("the path of the pages", () => {
  /** As the script of the pages reads it. */
  function documentOf(options: LatchkeyOptions, site?: PagesSite) {
    const config = configFromOptions({ ...SECRETS, ...options });
    const folder = aBuild('<meta content="%PAGES%"><script src="./assets/app-1a2b.js"></script>');
    const [, content = "", source = ""] =
      /content="([^"]*)".*src="([^"]*)"/.exec(loadPages(config, site, [folder])?.html("en", null) ?? "") ?? [];
    return { config, source, served: JSON.parse(content.replaceAll("&quot;", '"')) };
  }

  test.each([
    [{}, "", "/api/v1", "http://localhost:3000"],
    [{ pagesPath: "/account-pages" }, "/account-pages", "/api/v1", "http://localhost:3000/account-pages"],
    // A proxy takes the path of the public URL away.
    [{ publicUrl: "https://example.com/a/" }, "/a", "/a/api/v1", "https://example.com/a"],
    [{ publicUrl: "https://example.com/a", pagesPath: "/b" }, "/a/b", "/a/api/v1", "https://example.com/a/b"],
  ] as const)("%j: the document says where everything is", (options, base, apiPath, pagesUrl) => {
    const { served, source, config } = documentOf(options);
    const outbox = config.publicUrl.startsWith("https:") ? null : `${base}/outbox`;
    const names = { username: "required", fullName: "required" };
    const ways = { emailCode: false, providers: [] };
    expect(served).toEqual({ base, apiPath, home: "pages", next: [], fields: [], ...names, ...ways, outbox });
    expect(source).toBe(`${base}/assets/app-1a2b.js`);
    expect(config.pagesUrl).toBe(pagesUrl);
  });

  test.each([
    ["/identity", "/identity"],
    ["/", ""],
  ])("an app may have its API at %s", (apiPath, written) => {
    expect(documentOf({}, { apiPath, home: "app", fields: [] }).served).toMatchObject({
      apiPath: written,
      home: "app",
    });
  });

  test("the document says which names the forms ask for", () => {
    const names = { username: "off", fullName: "optional" } as const;
    expect(documentOf(names).served).toMatchObject(names);
  });

  test("the document says how users sign in, and nothing else of the providers", () => {
    const acme = {
      name: "acme",
      label: "Acme",
      issuer: "https://acme.example",
      clientId: "id",
      clientSecret: "s3cret",
    };
    const { served } = documentOf({ emailCode: "on", oidcProviders: JSON.stringify([acme]) });
    expect(served).toMatchObject({ emailCode: true });
    expect(served.providers).toEqual([{ name: "acme", label: "Acme" }]);
  });

  test("every page and its files are below it, and the root is not", async () => {
    const origin = await serve({ pagesPath: "/account-pages" });
    for (const path of ["", "/", "/sign-in", "/account/data", "/brand.css", "/assets/app-1a2b.js"]) {
      expect([path, (await fetch(`${origin}/account-pages${path}`)).status]).toEqual([path, 200]);
    }
    for (const path of ["/", "/sign-in", "/brand.css", "/account-pagesX"]) {
      expect([path, (await fetch(origin + path)).status]).toEqual([path, 404]);
    }
  });

  test.each([
    "",
    "account",
    "/account/",
    "//evil.example",
    "/a/../b",
    "/.",
    "/a b",
    "/:id",
    "/a?b",
    "/a(b)",
    "https://example.com/a",
  ])("%j is none", (pagesPath) => {
    expect(() => configFromOptions({ ...SECRETS, pagesPath })).toThrow(/^pagesPath /);
  });
});

describe("the origins to which a sign-in may lead", () => {
  const nextOf = (options: LatchkeyOptions) => configFromOptions({ ...SECRETS, ...options }).pagesNext;

  test("are those of pagesNext, of the option pages, and of corsOrigin that are pages", () => {
    expect(
      nextOf({
        pages: { next: ["https://app.example.com", "http://localhost:5173"] },
        pagesNext: "https://shop.example.com",
        corsOrigin: [
          "https://app.example.com",
          "https://api.example.com",
          "capacitor://localhost",
          "http://plain.example",
        ],
      }),
    ).toEqual([
      "https://app.example.com",
      "http://localhost:5173",
      "https://shop.example.com",
      "https://api.example.com",
    ]);
    expect(nextOf({})).toEqual([]);
  });

  test.each([
    [
      { next: ["https://app.example.com/"] },
      "pages has a wrong next: it must list exact origins: write https://app.example.com",
    ],
    [{ next: ["https://user@app.example.com"] }, "pages has a wrong next: it must list exact origins"],
    [{ next: ["http://app.example.com"] }, "pages has a wrong next: it must list https origins"],
    [{ next: ["*"] }, "pages has a wrong next: it must list https origins"],
    [{ next: ["capacitor://localhost"] }, "pages has a wrong next: it must list https origins"],
    [{ next: 1 }, "pages has a wrong next: it must be text or a list of texts"],
    [{ nxt: [] }, "pages must be on, off, or an object"],
    ["yes", "pages must be on, off, or an object"],
  ])("%j stops the start", (pages, message) => {
    expect(() => nextOf({ pages } as LatchkeyOptions)).toThrow(message);
  });
});

describe("in another app", () => {
  /** The app answers whatever the pages leave to it, with the name of the method. */
  async function guest(options: LatchkeyOptions = {}): Promise<string> {
    const config = configFromOptions({ ...SECRETS, ...options });
    const failed: ErrorRequestHandler = (_error, _req, res, _next) => void res.status(500).end();
    const first: RequestHandler = (_req, res, next) => next(void res.set("X-First", "1"));
    return serveApp((app) => {
      app.use(createPagesRoutes(pagesWith(options), config, ofNobody, { first, onError: failed }));
      app.use((req, res) => void res.send(`the app's ${req.method}`));
    });
  }

  test.each([
    ["", "/sign-in", 200],
    ["", "/account/data", 200],
    ["", "/assets/app-1a2b.js", 200],
    ["/account-pages", "/account-pages", 200],
    ["/account-pages", "/account-pages/nothing", 404],
  ])("below %j, GET %s is ours", async (pagesPath, path, status) => {
    const origin = await guest(pagesPath === "" ? {} : { pagesPath });
    const response = await fetch(origin + path, { headers: { accept: "text/html" } });
    expect([response.status, response.headers.get("x-first")]).toEqual([status, "1"]);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test.each([
    ["", "GET", "/"],
    ["", "POST", "/register"],
    ["", "OPTIONS", "/register"],
    ["", "GET", "/nothing"],
    ["", "GET", "/assets/none.js"],
    ["/account-pages", "GET", "/sign-in"],
    ["/account-pages", "POST", "/account-pages/register"],
    ["/account-pages", "OPTIONS", "/account-pages/register"],
    ["/account-pages", "POST", "/account-pages/nothing"],
  ])("below %j, %s %s is the app's, untouched", async (pagesPath, method, path) => {
    const origin = await guest(pagesPath === "" ? {} : { pagesPath });
    const response = await fetch(origin + path, { method, headers: { accept: "text/html" } });
    expect(await response.text()).toBe(`the app's ${method}`);
    for (const name of ["x-first", "content-security-policy", "cache-control"]) {
      expect([name, response.headers.get(name)]).toEqual([name, null]);
    }
  });

  test("a program that asks for an unknown page gets the app's answer", async () => {
    const origin = await guest({ pagesPath: "/account-pages" });
    expect(await (await fetch(`${origin}/account-pages/nothing`)).text()).toBe("the app's GET");
  });
});

describe("in a server, a path that is no page", () => {
  const server = async () => {
    const started = await startTestServer({}, { pages: pagesWith({}) });
    onTestFinished(started.close);
    return started.origin;
  };

  test.each(["/nowhere", "/account/nothing", "/assets/none", "/api", "/api/v2/users", "/docs/nothing"])(
    "%s is one that says so to a browser, with the brand",
    async (path) => {
      const origin = await server();
      const accept = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
      const response = await fetch(origin + path, { headers: accept });
      const page = await fetch(`${origin}/sign-in`);
      expect([response.status, response.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
      expect(response.headers.get("content-security-policy")).toBe(page.headers.get("content-security-policy"));
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect(response.headers.get("vary")).toContain("Accept");
      expect(await response.text()).toBe(await page.text());
    },
  );

  test("is JSON to a program, and to a browser that asks the API, or posts", async () => {
    const origin = await server();
    const accept = { accept: "text/html" };
    const answers = [
      await fetch(`${origin}/nowhere`),
      await fetch(`${origin}/nowhere`, { headers: { accept: "application/json" } }),
      await fetch(`${origin}/nowhere`, { method: "POST", headers: accept }),
      await fetch(`${origin}/api/v1/auth/nothing`, { headers: accept }),
    ];
    for (const response of answers) {
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: "NOT_FOUND" });
    }
  });
});

test("PAGES=off, or no build: there are none", () => {
  expect(loadPages(configFromOptions({ ...SECRETS, pages: "off" }), undefined, [aBuild()])).toBeNull();
  expect(loadPages(configFromOptions(SECRETS), undefined, [temporaryFolder()])).toBeNull();
});

describe("the document", () => {
  const DOCUMENT = '<html lang="en"><title>%BRAND_NAME%</title><noscript>%document.noscriptTitle%</noscript>';

  async function inLanguage(query: string, headers: Record<string, string> = {}, path = "/sign-in") {
    const config = configFromOptions(SECRETS);
    const pages = loadPages(config, undefined, [aBuild(DOCUMENT)]);
    if (pages === null) throw new Error("There are no pages.");
    const origin = await serveApp((app) => {
      app.use(createPagesRoutes(pages, config, ofNobody));
      app.use(createPageNotFound(pages, config));
    });
    const response = await fetch(`${origin}${path}${query}`, { headers: { accept: "text/html", ...headers } });
    return { html: await response.text(), headers: response.headers };
  }

  test.each([
    ["", "fr-CA, de;q=0.5", "fr", "ltr", "JavaScript est désactivé"],
    ["?lang=es", "fr", "es", "ltr", "JavaScript está desactivado"],
    ["?lang=ar-XB", "fr", "ar-XB", "rtl", /^\[JáváSçrípt .*~\]$/],
    ["?lang=tlh", "ja", "en", "ltr", "JavaScript is turned off"],
  ])("with %j and Accept-Language: %s is in %s", async (query, header, language, direction, noscript) => {
    const { html, headers } = await inLanguage(query, { "accept-language": header });
    expect(html).toContain(`<html lang="${language}" dir="${direction}"><title>Latchkey</title>`);
    expect(/<noscript>(.*)<\/noscript>/.exec(html)?.[1]).toMatch(noscript);
    expect(headers.get("content-language")).toBe(language);
    expect(headers.get("vary")).toContain("Accept-Language");
  });

  test("is another one to a cache in each language, also for a path that is no page", async () => {
    const [german, french] = await Promise.all(
      ["de", "fr"].map((language) => inLanguage("", { "accept-language": language })),
    );
    expect(german?.headers.get("etag")).toBeTruthy();
    expect(german?.headers.get("etag")).not.toBe(french?.headers.get("etag"));
    const unknown = await inLanguage("", { "accept-language": "de" }, "/nowhere");
    expect(unknown.html).toBe(german?.html);
    expect(unknown.headers.get("vary")).toBe("Accept, Accept-Language");
    expect(unknown.headers.get("cache-control")).toBe("no-store");
  });
});
