import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, test, vi } from "vitest";
import { closeServer, listen } from "./httpServer.js";

const LONG = 60_000;

test("once a stop has begun, a request on an open connection is answered, and the answer says that the connection ends", async () => {
  const responses: ServerResponse[] = [];
  const server = createServer((_request, response) => responses.push(response));
  await listen(server, { host: "127.0.0.1", port: 0 });
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  let answers = "";
  socket.on("data", (data) => {
    answers += String(data);
  });
  const ask = async (path: string) => {
    const count = responses.length + 1;
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await vi.waitFor(() => expect(responses).toHaveLength(count), { interval: 5, timeout: 10_000 });
  };

  await ask("/under-way");
  const closed = closeServer(server, { drain: 0, timeout: LONG });
  await ask("/afterwards");
  for (const [at, response] of responses.entries()) response.end(`answer ${at}`);
  await Promise.all([closed, once(socket, "close")]);

  const [, first = "", second = ""] = answers.split("HTTP/1.1 200 OK");
  expect(first).toContain("answer 0");
  expect(second).toContain("answer 1");
  expect(second).toContain("Connection: close");
});
