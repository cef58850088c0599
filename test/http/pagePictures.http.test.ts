import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Pages } from "../../src/site/index.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { anAccount } from "../support/http/accounts.js";
import { openSession } from "../support/http/openSession.js";
import { startTestServer, type TestServer } from "../support/http/testServer.js";

const IMAGES_OF_ANYBODY = "img-src 'self' data:;";

const PAGES: Pages = {
  html: (_language, pictureOrigin) => `<meta content="${pictureOrigin ?? ""}">`,
  brandCss: "",
  assets: { folder: "web/src", names: [] },
  logoOrigin: null,
};

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({}, { pages: PAGES });
});
beforeEach(() => server.probe.heal());
afterAll(() => server.close());

/** The cookie header of somebody with this picture. */
async function cookieOf(avatarUrl: string | null): Promise<string> {
  const user = await anAccount(server, { avatarUrl });
  const { accessToken } = await openSession(server, user, { browser: true, rememberMe: true });
  return `accessToken=${accessToken}`;
}

async function open(headers: Record<string, string> = {}, path = "/account") {
  await server.quiet();
  const response = await fetch(server.origin + path, { headers });
  return { status: response.status, headers: response.headers, html: await response.text() };
}

const policyOf = ({ headers }: { headers: Headers }): string => headers.get("content-security-policy") ?? "";

describe("the document of a page", () => {
  test("lets the origin of the user's picture through, no other, and says which", async () => {
    const page = await open({ cookie: await cookieOf("https://pictures.example:8443/ada.png?size=80") });
    expect(policyOf(page)).toContain("img-src 'self' data: https://pictures.example:8443;");
    expect(page.html).toBe('<meta content="https://pictures.example:8443">');
  });

  test("of a visitor costs no read", async () => {
    const page = await open();
    expect(server.probe.calls).toEqual([]);
    expect(policyOf(page)).toContain(IMAGES_OF_ANYBODY);
    expect(page.html).toBe('<meta content="">');
  });

  test("differs between users, so no shared cache may keep it", async () => {
    for (const headers of [{}, { cookie: await cookieOf("https://pictures.example/a.png") }]) {
      const page = await open(headers);
      expect(page.headers.get("cache-control")).toBe("private, no-cache");
      expect(page.headers.get("vary")).toBe("Cookie, Accept-Language");
    }
  });

  test.each([
    null,
    // Each of them is a URL, and its origin would be a directive, another policy, or every site.
    "https://a;script-src.example/x.png",
    "https://a,default-src.example/x.png",
    "https://*/x.png",
    "http://pictures.example/x.png",
    "not an address",
  ])("allows no other origin for the picture %s", async (avatarUrl) => {
    const page = await open({ cookie: await cookieOf(avatarUrl) });
    expect(policyOf(page)).toBe(policyOf(await open()));
    expect(page.html).toBe('<meta content="">');
  });

  test.each(["nonsense", "", "a.b.c"])("is that of a visitor with the token %j", async (token) => {
    const page = await open({ cookie: `accessToken=${token}` });
    expect([page.status, page.html]).toEqual([200, '<meta content="">']);
  });

  test("is answered without the picture after the sign-out", async () => {
    const cookie = await cookieOf("https://pictures.example/a.png");
    expect((await open({ cookie })).html).toContain("pictures.example");
    const headers = { cookie, "sec-fetch-site": "same-origin" };
    expect((await fetch(`${server.api}/auth/logout`, { method: "POST", headers })).status).toBe(200);
    expect((await open({ cookie })).html).toBe('<meta content="">');
  });

  test("is answered without the picture while the store is down, or does not answer", async () => {
    const cookie = await cookieOf("https://pictures.example/a.png");
    await server.quiet();
    server.probe.breakWith(new StoreUnavailableError("down"));
    const down = await open({ cookie });
    expect([down.status, policyOf(down).includes(IMAGES_OF_ANYBODY)]).toEqual([200, true]);
    server.probe.before(() => new Promise(() => undefined));
    const slow = await open({ cookie });
    expect([slow.status, slow.html]).toEqual([200, '<meta content="">']);
  });

  test("of an unknown path needs no picture", async () => {
    const cookie = await cookieOf("https://pictures.example/a.png");
    const page = await open({ cookie, accept: "text/html" }, "/nowhere");
    expect([page.status, page.html]).toEqual([404, '<meta content="">']);
  });
});
