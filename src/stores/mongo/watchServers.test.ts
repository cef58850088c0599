import { mongo } from "mongoose";
import { expect, test, vi } from "vitest";
import { watchServers } from "./watchServers.js";

const described = (servers: number) => ({
  newDescription: { servers: new Map(Array.from({ length: servers }, (_, index) => [`host${index}:27017`, {}])) },
});

test.each([
  ["no server is left to be checked", 0, 1],
  ["one is, reachable or not", 1, 0],
])("the driver is stuck only when it checks no server: %s", (_, servers, calls) => {
  const client = new mongo.MongoClient("mongodb://127.0.0.1:27017/?replicaSet=rs0");
  const onStuck = vi.fn();
  watchServers(client, 1000, onStuck);
  client.emit("topologyDescriptionChanged", described(servers) as never);
  expect(onStuck).toHaveBeenCalledTimes(calls);
});
