import type { mongo } from "mongoose";

/** How long the driver lets a server that supports it delay the answer to `hello`: its default. */
const AWAITED_HELLO_MS = 10_000;

/**
 * Calls `onStuck` when the driver checks no server any more, so that one that is back would stay unknown until the process ends:
 * - A heartbeat has not ended in time. It can wait forever, as any command can (see MongoConnection).
 * - No server is left. The driver forgets a member of a replica set that answers once as if it were in none, as one does that is
 *   restarted for maintenance, and forgets the last one too.
 */
export function watchServers(client: mongo.MongoClient, stepTimeoutMs: number, onStuck: () => void): void {
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
  client.on("topologyDescriptionChanged", ({ newDescription }) => {
    if (newDescription.servers.size === 0) onStuck();
  });
}
