import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { describe, expect, onTestFinished, test } from "vitest";
import { createHttpServer } from "../../src/serve/httpServer.js";
import { anAccount, PASSWORD } from "../support/http/accounts.js";
import { describeOnOneStore } from "../support/http/everyStore.js";
import { RawConnection } from "../support/http/RawConnection.js";
import { makeLatchkey } from "../support/library/hostApp.js";

const LOGIN = "POST /api/v1/auth/login HTTP/1.1";
const JSON_TYPE = "Content-Type: application/json";
const MEGABYTE = 1_048_576;
const HUGE = `Content-Length: ${100 * MEGABYTE}`;
const ENDLESS = "Transfer-Encoding: chunked";
const CHUNK = `10000\r\n${" ".repeat(0x1_0000)}\r\n`;

/** How a body goes on that nobody ends. */
const BODIES = [
  { name: "100 MB", header: HUGE, piece: " ".repeat(65_536) },
  { name: "an endless body", header: ENDLESS, piece: CHUNK },
];

/** Kernels keep some megabytes for a reader; far less than what is sent. */
const MOST_TAKEN = 32 * MEGABYTE;

function codeIn(answer: string): string {
  return /"code":"([A-Z_]+)"/.exec(answer)?.[1] ?? "";
}

describeOnOneStore("an answer that is given before the body was read", (servers) => {
  const server = servers.shared();
  const connection = () => new RawConnection(server().origin);

  const REFUSALS = [
    { name: "what is too large", status: 413, code: "BODY_TOO_LARGE", line: LOGIN, headers: [JSON_TYPE] },
    { name: "another type", status: 415, code: "UNSUPPORTED_MEDIA_TYPE", line: LOGIN, headers: [] },
    {
      name: "another site",
      status: 403,
      code: "ORIGIN_NOT_ALLOWED",
      line: LOGIN,
      headers: [JSON_TYPE, "Origin: https://evil.example"],
    },
    {
      name: "an expectation",
      status: 417,
      code: "EXPECTATION_FAILED",
      line: LOGIN,
      headers: [JSON_TYPE, "Expect: 200-ok"],
    },
    { name: "an unknown path", status: 404, code: "NOT_FOUND", line: "POST /nowhere HTTP/1.1", headers: [] },
    { name: "a method", status: 405, code: "METHOD_NOT_ALLOWED", line: "POST /health/live HTTP/1.1", headers: [] },
    { name: "nothing", status: 200, code: "", line: "GET /health/live HTTP/1.1", headers: [] },
  ];

  describe.concurrent.each(BODIES)("of $name", ({ header, piece }) => {
    test.each(REFUSALS)("refuses $name with $status at once, closes, and reads no more", async (refusal) => {
      const { line, headers, status, code } = refusal;
      const raw = connection().head(line, header, ...headers);
      const sent = raw.flood(piece, 100 * MEGABYTE);
      await raw.ended;
      expect(raw.answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(codeIn(raw.answer)).toBe(code);
      expect(raw.answer.toLowerCase()).toContain("\r\nconnection: close\r\n");
      expect(await sent).toBeLessThan(MOST_TAKEN);
    });
  });

  test("comes without 100 to a client that waits for leave to send too much", async () => {
    const raw = connection().head(LOGIN, JSON_TYPE, HUGE, "Expect: 100-continue");
    await raw.ended;
    expect(raw.answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(codeIn(raw.answer)).toBe("BODY_TOO_LARGE");
    expect(raw.answer).not.toContain(" 100 ");
  });

  test("arrives although the client reads only when it has sent all", async () => {
    const raw = connection();
    raw.socket.pause();
    raw.head(LOGIN, JSON_TYPE, `Content-Length: ${MEGABYTE}`);
    raw.socket.write(" ".repeat(MEGABYTE), () => raw.socket.resume());
    await raw.ended;
    expect(codeIn(raw.answer)).toBe("BODY_TOO_LARGE");
  });

  test("keeps the connection when the body is small", async () => {
    const raw = connection();
    for (const line of ["POST /nowhere HTTP/1.1", "POST /health/live HTTP/1.1"]) {
      raw.head(line, "Content-Length: 5").socket.write("hello");
    }
    raw.head(LOGIN, "Content-Type: text/plain", "Content-Length: 5").socket.write("hello");
    raw.head("GET /health/live HTTP/1.1");
    await raw.until('"live"');
    const statuses = [...raw.answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));
    expect(statuses).toEqual([404, 405, 415, 200]);
    raw.socket.destroy();
  });

  test("is no answer to a client that waits for leave to send what is taken: it is asked for the body", async () => {
    const { username } = await anAccount(server());
    const body = JSON.stringify({ username, password: PASSWORD });
    const raw = connection().head(LOGIN, JSON_TYPE, `Content-Length: ${body.length}`, "Expect: 100-continue");
    await raw.until("HTTP/1.1 100 Continue");
    expect(raw.answer).not.toContain(" 200 ");
    raw.socket.write(body);
    await raw.until("HTTP/1.1 200 OK");
    raw.socket.destroy();
  });
});

test("2000 short headers hide none that comes behind them", async () => {
  const app = express().get("/", (req, res) => res.send(req.headers["x-forwarded-for"]));
  const server = await listening(createHttpServer(app));
  const raw = new RawConnection(server);
  raw.head("GET / HTTP/1.1", ...Array(2_100).fill("V: 1"), "X-Forwarded-For: 203.0.113.7", "Connection: close");
  await raw.ended;
  expect(raw.answer).toContain("203.0.113.7");
});

describe("an app of somebody else's", () => {
  const host = () => {
    const { latchkey } = makeLatchkey();
    const app = express();
    app.use("/api/v1", latchkey.router);
    app.post("/notes", latchkey.verifyJWT, express.json({ limit: "1gb" }), (req, res) => {
      res.json({ notes: req.body.length });
    });
    app.post("/notes/open", (_req, res) => void res.json({ open: true }));
    return listening(createServer(app));
  };

  test("answers 413, and 401 by its guard, without reading on, on a server that it made itself", async () => {
    const origin = await host();
    const flood = async (line: string, header: string, piece: string) => {
      const raw = new RawConnection(origin).head(line, header, JSON_TYPE);
      const sent = raw.flood(piece, 100 * MEGABYTE);
      await raw.ended;
      return { code: codeIn(raw.answer), isReadOn: (await sent) > MOST_TAKEN };
    };
    const floods = BODIES.flatMap(({ header, piece }) => [
      flood(LOGIN, header, piece),
      flood("POST /notes HTTP/1.1", header, piece),
    ]);
    const tooLarge = { code: "BODY_TOO_LARGE", isReadOn: false };
    const nobody = { code: "ACCESS_TOKEN_MISSING", isReadOn: false };
    expect(await Promise.all(floods)).toEqual([tooLarge, nobody, tooLarge, nobody]);
  });

  test("what it answers itself is its own business", async () => {
    const raw = new RawConnection(await host()).head("POST /notes/open HTTP/1.1", JSON_TYPE, ENDLESS);
    await raw.until('{"open":true}');
    expect(raw.answer.toLowerCase()).not.toContain("connection: close");
    raw.socket.destroy();
  });
});

/** Listens on a free port until the test ends; answers its origin. */
async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
