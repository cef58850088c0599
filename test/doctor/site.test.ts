import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createSite } from "../../src/doctor/createSite.js";
import { NoAnswerError } from "../../src/doctor/Site.js";
import { listen } from "../../src/serve/httpServer.js";

/** A site that answers as `answer` does. */
async function siteOf(answer: RequestListener, patience?: number) {
  const server = createServer(answer);
  await listen(server, { host: "127.0.0.1", port: 0 });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  const bounded = patience === undefined ? {} : { patience };
  return createSite({ url: new URL("http://site.example/below/"), userAgent: "test", endpoint, ...bounded });
}

test("whoever does not answer is not waited for", async () => {
  const site = await siteOf(() => undefined, 50);
  await expect(site.send({ path: "/" })).rejects.toThrow(NoAnswerError);
});

test("whoever answers drop by drop is not waited for", async () => {
  const site = await siteOf((_request, response) => {
    const dripping = setInterval(() => response.write("x"), 5);
    response.on("close", () => clearInterval(dripping));
  }, 100);
  await expect(site.send({ path: "/" })).rejects.toThrow(NoAnswerError);
});

test("an answer without an end is cut off", async () => {
  const site = await siteOf((_request, response) => {
    const more = () => {
      while (!response.destroyed && response.write("x".repeat(65_536)));
    };
    response.on("drain", more);
    more();
  });
  const { status, text } = await site.send({ path: "/" });
  expect(status).toBe(200);
  expect(text.length).toBeLessThan(2_000_000);
});

test("a redirect is an answer, and is not followed", async () => {
  const paths: (string | undefined)[] = [];
  const site = await siteOf(({ url, headers }, response) => {
    paths.push(`${headers.host}${url}`);
    response.writeHead(302, { location: "http://127.0.0.1:1/elsewhere" }).end();
  });
  const answer = await site.send({ path: "/x" });
  expect([answer.status, answer.header("location")]).toEqual([302, "http://127.0.0.1:1/elsewhere"]);
  expect([paths, site.requests()]).toEqual([["site.example/below/x"], 1]);
});

test("a secret is not sent without TLS to another machine, whatever its URL says", async () => {
  const paths: (string | undefined)[] = [];
  const site = await siteOf(({ url }, response) => {
    paths.push(url);
    response.end();
  });
  await expect(site.send({ path: "/x", secret: true })).rejects.toThrow("a secret is not sent without TLS");
  const endpoint = { host: "192.0.2.7", port: 80 };
  const elsewhere = createSite({ url: new URL("http://localhost"), userAgent: "test", endpoint });
  await expect(elsewhere.send({ path: "/x", secret: true })).rejects.toThrow("a secret is not sent without TLS");
  expect(paths).toEqual([]);
});
