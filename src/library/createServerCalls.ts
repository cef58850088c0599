import type { Container } from "../container.js";
import { createServerSchemas } from "../schemas/server.schema.js";
import { ServerSessions } from "./ServerSessions.js";
import { ServerUsers } from "./ServerUsers.js";

type ServerCallsParts = Pick<
  Container,
  "config" | "open" | "store" | "server" | "passwordPolicy" | "fields" | "userViews"
>;

/** What the app's own code may call. */
export function createServerCalls(parts: ServerCallsParts) {
  const { config, open, store, server, passwordPolicy, fields, userViews } = parts;
  const schemas = createServerSchemas(passwordPolicy, fields, config);
  return {
    users: new ServerUsers({ ...server, open, users: store.users, schemas, userViews }),
    sessions: new ServerSessions({ ...server, open }),
  };
}
