import { afterAll, beforeAll, expect, test } from "vitest";
import { signUp, TestClient } from "../support/TestClient.js";
import { startTestServer, type TestServer } from "../support/testServer.js";

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.close());

test("a strict client's refresh token may be spent once: the second time ends the session", async () => {
  const { refreshToken } = await signUp(server.api);
  const strict = new TestClient(server.api);

  const first = await strict.post("/auth/refresh-token", { refreshToken });
  expect(first.status).toBe(200);
  expect(first.body.data.refreshToken).not.toBe(refreshToken);

  const second = await strict.post("/auth/refresh-token", { refreshToken });
  expect(second.status).toBe(401);
  expect(second.body.code).toBe("REFRESH_TOKEN_REUSED");
  expect(second.setCookies).toEqual([]);

  const successor = await strict.post("/auth/refresh-token", { refreshToken: first.body.data.refreshToken });
  expect(successor.body.code).toBe("SESSION_REVOKED");
});
