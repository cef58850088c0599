import { TestClient, type TestResponse } from "../http/TestClient.js";
import type { TestServer } from "../http/testServer.js";

interface Refusals {
  /** Code and reason, or `null` when the token is accepted. */
  readonly access: string | null;
  readonly refresh: string | null;
}

/** How a guarded route and a refresh refuse the tokens of a session. The refresh token is spent by it. */
export async function refusalsOf(
  server: TestServer,
  { accessToken, refreshToken }: { accessToken: string; refreshToken: string },
): Promise<Refusals> {
  const client = new TestClient(server.api);
  const access = refusalIn(await client.get("/users/profile", { bearer: accessToken }));
  return { access, refresh: refusalIn(await client.post("/auth/refresh-token", { refreshToken })) };
}

function refusalIn({ status, body }: TestResponse): string | null {
  return status === 200 ? null : [body.code, body.reason].filter((part) => part !== undefined).join(" ");
}
