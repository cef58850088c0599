import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import express from "express";
import { describe, expect, onTestFinished, test } from "vitest";
import { configFromOptions, type LatchkeyOptions } from "../../src/config/index.js";
import { createPagesRoutes } from "../../src/routes/pages.routes.js";
import { listen } from "../../src/serve/httpServer.js";
import { loadPages, type Pages } from "../../src/site/index.js";
import { textOn } from "../../src/site/textOn.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const SECRETS = {
  accessTokenSecret: "a secret of the pages 0123456789abcdef",
  refreshTokenSecret: "another secret of the pages 0123456789",
};

/** What a build leaves, in a folder of its own. */
function aBuild(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), '<title>%BRAND_NAME%</title><meta content="%BRAND_LOGO_URL%">');
  writeFileSync(join(folder, "assets", "app-1a2b.js"), "export {};");
  return folder;
}

function pagesWith(options: LatchkeyOptions): Pages {
  const pages = loadPages(configFromOptions({ ...SECRETS, ...options }), [aBuild()]);
  if (pages === null) throw new Error("There are no pages.");
  return pages;
}

async function serve(options: LatchkeyOptions = {}): Promise<string> {
  const app = express().use(createPagesRoutes(pagesWith(options), configFromOptions({ ...SECRETS, ...options })));
  const server = createServer(app);
  await listen(server, { host: "127.0.0.1", port: 0 });
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("a page", () => {
  test.each(["/", "/sign-in", "/reset-password", "/account/sessions"])("%s is the one document", async (path) => {
    const response = await fetch((await serve()) + path);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-cache");
    expect(await response.text()).toContain("<title>Latchkey</title>");
  });

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
    expect(html).toContain("<title>A&amp;B &quot;&lt;i></title>");
  });

  test.each(["Ca$$h $& Co", "$1 $` $'", "%BRAND_LOGO_URL%"])("is put into the document as it is: %s", (brandName) => {
    const { html } = pagesWith({ brandName, brandLogoUrl: "https://example.com/logo.png" });
    const shown = brandName.replaceAll("&", "&amp;");
    expect(html).toBe(`<title>${shown}</title><meta content="https://example.com/logo.png">`);
  });

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

test("PAGES=off, or no build: there are none", () => {
  expect(loadPages(configFromOptions({ ...SECRETS, pages: "off" }), [aBuild()])).toBeNull();
  expect(loadPages(configFromOptions(SECRETS), [temporaryFolder()])).toBeNull();
});
