import type { TestResponse } from "../http/TestClient.js";
import type { TestServer } from "../http/testServer.js";

/**
 * An answer, and what the store was asked before it came. Mail is held back until then, so an answer that waited for the
 * mail would never come.
 */
export async function callsUntilAnswer(
  server: TestServer,
  send: () => Promise<TestResponse>,
): Promise<{ response: TestResponse; calls: string[] }> {
  await server.quiet();
  let release = () => {};
  const answered = new Promise<void>((resolve) => {
    release = resolve;
  });
  server.probe.before((verb) => (verb === "queue.claim" ? answered : undefined));
  try {
    const response = await send();
    return { response, calls: server.probe.calls.filter((verb) => verb !== "queue.claim") };
  } finally {
    server.probe.heal();
    release();
  }
}
