import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { configFromOptions, type LatchkeyOptions } from "../../src/config/index.js";
import { aRegistration } from "../support/http/accounts.js";
import { TestClient } from "../support/http/TestClient.js";
import { startTestServer, type TestServer } from "../support/http/testServer.js";

const SECRETS = {
  accessTokenSecret: "a secret of the outbox 0123456789abcdef",
  refreshTokenSecret: "another secret of the outbox 0123456789",
};

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Like fetch, which sends no Host of the test's choice. */
function ask(url: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: Buffer.concat(chunks).toString() });
      });
    });
    asked.on("error", reject).end();
  });
}

describe("GET /outbox", () => {
  let server: TestServer;
  let mail: string;

  beforeAll(async () => {
    server = await startTestServer({ brandName: "Söhne & <b>" });
    await new TestClient(server.api).post("/auth/register", aRegistration());
    await server.mails();
    mail = /id="mail-[^"]+" href="([^"]+)"/.exec((await ask(`${server.origin}/outbox`)).body)?.[1] ?? "";
  });

  afterAll(() => server.close());

  test("lists the mails, and shows one with its text, in English whatever its own language", async () => {
    const list = await ask(`${server.origin}/outbox`);
    expect(list.status).toBe(200);
    expect(list.body).toContain("Confirm your email address at Söhne &amp; &lt;b&gt;");
    expect(list.body).toContain("1 email,");
    const { body } = await ask(server.origin + mail);
    const [written] = await server.mails();
    expect(body).toContain(`${written?.link}\n`);
    expect(body).toContain(
      `<iframe title="The email" src="${mail}/content" sandbox="allow-popups allow-popups-to-escape-sandbox">`,
    );
  });

  test("is stored nowhere, framed nowhere, and runs its own script alone; a mail runs none", async () => {
    for (const path of ["/outbox", mail]) {
      const { headers } = await ask(server.origin + path);
      expect(headers["cache-control"]).toBe("no-store");
      expect(headers["x-frame-options"]).toBe("DENY");
      expect(headers["content-security-policy"]).toBe(
        "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;font-src 'self';connect-src 'self';frame-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
      );
      expect(headers).not.toHaveProperty("access-control-allow-origin");
    }
    const { headers, body } = await ask(`${server.origin}${mail}/content`);
    expect(headers["cache-control"]).toBe("no-store");
    expect(headers["content-security-policy"]).toMatch(
      /^default-src 'none'; .*frame-ancestors 'self'; sandbox allow-popups/,
    );
    expect(headers["content-security-policy"]).not.toMatch(/script|allow-same-origin/);
    expect(body).toContain('<head><base target="_blank">');
  });

  test.each([
    ["/outbox/nothing"],
    ["/outbox/..%2f..%2fsecrets"],
    ["/outbox/2027-01-15T08-00-00.000Z-verify-email-00000000"],
    ["/outbox/nothing/content"],
  ])("%s is 404", async (path) => {
    expect((await ask(server.origin + path)).status).toBe(404);
  });

  test.each([
    ["another Host, as after DNS rebinding", { host: "evil.example" }],
    ["another Host with the port", { host: "evil.example:3000" }],
    ["a proxy in front", { "x-forwarded-for": "127.0.0.1" }],
    ["a proxy that says who it is", { via: "1.1 proxy" }],
    ["a tunnel", { "x-forwarded-host": "localhost" }],
    ["a request from another site", { "sec-fetch-site": "cross-site" }],
    ["a link on another site", { "sec-fetch-site": "cross-site", "sec-fetch-dest": "document" }],
    ["a script of another port", { "sec-fetch-site": "same-site", "sec-fetch-dest": "empty" }],
    ["a frame of another port", { "sec-fetch-site": "same-site", "sec-fetch-dest": "iframe" }],
    ["the Origin of another site", { origin: "https://evil.example" }],
  ])("is as if it did not exist for %s", async (_, headers: Record<string, string>) => {
    const unknown = await ask(`${server.origin}/nowhere`, headers);
    for (const [path, method] of [
      ["/outbox", "GET"],
      [mail, "GET"],
      [`${mail}/content`, "GET"],
      ["/outbox/script.js", "GET"],
      ["/outbox/delete", "POST"],
    ] as const) {
      const answer = await ask(server.origin + path, headers, method);
      expect([path, answer.status]).toEqual([path, unknown.status]);
      expect(JSON.parse(answer.body)).toMatchObject({ code: "NOT_FOUND" });
      expect(Object.keys(answer.headers)).toEqual(Object.keys(unknown.headers));
    }
    expect(await server.mails()).toHaveLength(1);
  });

  test.each([
    ["a person who types the address", { "sec-fetch-site": "none", "sec-fetch-dest": "document" }],
    // The pages send no referrer, which makes the Origin of their form `null`.
    ["its own pages", { "sec-fetch-site": "same-origin", origin: "null" }],
    ["a link of an app on another port", { "sec-fetch-site": "same-site", "sec-fetch-dest": "document" }],
    ["a name below localhost", { host: "auth.localhost:3000" }],
  ])("answers %s", async (_, headers: Record<string, string>) => {
    expect((await ask(`${server.origin}/outbox`, headers)).status).toBe(200);
  });
});

test("POST /outbox/delete deletes every mail and leads back", async () => {
  const server = await startTestServer();
  onTestFinished(() => server.close());
  await new TestClient(server.api).post("/auth/register", aRegistration());
  expect(await server.mails()).toHaveLength(1);
  const answer = await ask(`${server.origin}/outbox/delete`, { origin: server.origin }, "POST");
  expect([answer.status, answer.headers["location"]]).toEqual([303, "/outbox"]);
  expect(await server.mails()).toEqual([]);
  expect((await ask(`${server.origin}/outbox`)).body).toContain("No emails yet.");
});

describe("there is an outbox", () => {
  const urlWith = (options: LatchkeyOptions) => configFromOptions({ ...SECRETS, ...options }).outboxUrl;

  test("on localhost where no mail is sent, below the path of the pages, with and without pages", () => {
    expect(urlWith({})).toBe("http://localhost:3000/outbox");
    expect(urlWith({ pages: "off" })).toBe("http://localhost:3000/outbox");
    expect(urlWith({ pagesPath: "/account-pages" })).toBe("http://localhost:3000/account-pages/outbox");
  });

  test("nowhere else", () => {
    expect(urlWith({ publicUrl: "https://auth.example.com" })).toBeNull();
    expect(urlWith({ smtpUrl: "smtp://localhost" })).toBeNull();
    expect(urlWith({ sendMail: () => {} })).toBeNull();
  });

  test.each<LatchkeyOptions>([{ publicUrl: "https://auth.example.com" }, { smtpUrl: "smtp://localhost" }])(
    "not with %j: 404",
    async (options) => {
      const server = await startTestServer(options);
      onTestFinished(() => server.close());
      expect((await ask(`${server.origin}/outbox`, { host: "localhost" })).status).toBe(404);
    },
  );
});
