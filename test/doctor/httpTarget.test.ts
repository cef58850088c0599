import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { HttpTarget, NoAnswerError } from "../../src/doctor/HttpTarget.js";
import { listen } from "../../src/serve/httpServer.js";

/** A target whose site answers with `answer`. */
async function targetOf(answer: RequestListener, timeoutMs?: number) {
  const server = createServer(answer);
  await listen(server, { host: "127.0.0.1", port: 0 });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  const bounded = timeoutMs === undefined ? {} : { timeoutMs };
  return new HttpTarget({ url: new URL("http://site.example/below/"), userAgent: "test", endpoint, ...bounded });
}

test("does not wait for a site that does not answer", async () => {
  const target = await targetOf(() => undefined, 50);
  await expect(target.send({ path: "/" })).rejects.toThrow(NoAnswerError);
});

test("does not wait for a site that answers byte by byte", async () => {
  const target = await targetOf((_request, response) => {
    const dripping = setInterval(() => response.write("x"), 5);
    response.on("close", () => clearInterval(dripping));
  }, 100);
  await expect(target.send({ path: "/" })).rejects.toThrow(NoAnswerError);
});

test("cuts off a response without an end", async () => {
  const target = await targetOf((_request, response) => {
    const more = () => {
      while (!response.destroyed && response.write("x".repeat(65_536)));
    };
    response.on("drain", more);
    more();
  });
  const { status, text } = await target.send({ path: "/" });
  expect(status).toBe(200);
  expect(text.length).toBeLessThan(2_000_000);
});

test("does not follow a redirect", async () => {
  const paths: (string | undefined)[] = [];
  const target = await targetOf(({ url, headers }, response) => {
    paths.push(`${headers.host}${url}`);
    response.writeHead(302, { location: "http://127.0.0.1:1/elsewhere" }).end();
  });
  const answer = await target.send({ path: "/x" });
  expect([answer.status, answer.header("location")]).toEqual([302, "http://127.0.0.1:1/elsewhere"]);
  expect([paths, target.requests]).toEqual([["site.example/below/x"], 1]);
});

test("sends no secret without TLS to another machine, whatever the URL is", async () => {
  const paths: (string | undefined)[] = [];
  const target = await targetOf(({ url }, response) => {
    paths.push(url);
    response.end();
  });
  await expect(target.send({ path: "/x", secret: true })).rejects.toThrow("a secret is not sent without TLS");
  const endpoint = { host: "192.0.2.7", port: 80 };
  const elsewhere = new HttpTarget({ url: new URL("http://localhost"), userAgent: "test", endpoint });
  await expect(elsewhere.send({ path: "/x", secret: true })).rejects.toThrow("a secret is not sent without TLS");
  expect(paths).toEqual([]);
});
