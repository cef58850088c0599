import type { mongo } from "mongoose";

/** How long the driver lets a server that supports it delay the answer to `hello`: its default. */
const AWAITED_HELLO_MS = 10_000;

/**
 * Calls `onStuck` when a heartbeat of the driver has not ended in time. It can wait forever, as any command can (see
 * MongoConnection), and then the driver never checks again: a server that is back would stay unknown until the process ends.
 */
export function watchHeartbeats(client: mongo.MongoClient, stepTimeoutMs: number, onStuck: () => void): void {
  const heartbeats = new Map<string, NodeJS.Timeout>();
  const onEnd = ({ connectionId }: { connectionId: string }) => clearTimeout(heartbeats.get(connectionId));

  client.on("serverHeartbeatStarted", (heartbeat) => {
    onEnd(heartbeat);
    // To connect and to be answered.
    const limit = 3 * stepTimeoutMs + (heartbeat.awaited ? AWAITED_HELLO_MS : 0);
    heartbeats.set(heartbeat.connectionId, setTimeout(onStuck, limit).unref());
  });
  client.on("serverHeartbeatSucceeded", onEnd);
  client.on("serverHeartbeatFailed", onEnd);
  client.on("serverClosed", ({ address }) => onEnd({ connectionId: address }));
}
