import type { mongo } from "mongoose";

/** How long the driver lets a server that supports it keep back the answer to `hello`: its default. */
const KEPT_BACK_MS = 10_000;

/**
 * Calls `onStuck` when the driver's look at a server has come to nothing in time. It can wait forever, as any command can (see
 * MongoConnection), and then it never looks again: a server that is back would stay unknown until the process ends.
 */
export function watchMonitor(client: mongo.MongoClient, stepTimeoutMs: number, onStuck: () => void): void {
  const looks = new Map<string, NodeJS.Timeout>();
  const over = ({ connectionId }: { connectionId: string }) => clearTimeout(looks.get(connectionId));

  client.on("serverHeartbeatStarted", (look) => {
    over(look);
    // To connect and to be answered.
    const patience = 3 * stepTimeoutMs + (look.awaited ? KEPT_BACK_MS : 0);
    looks.set(look.connectionId, setTimeout(onStuck, patience).unref());
  });
  client.on("serverHeartbeatSucceeded", over);
  client.on("serverHeartbeatFailed", over);
  client.on("serverClosed", ({ address }) => over({ connectionId: address }));
}
