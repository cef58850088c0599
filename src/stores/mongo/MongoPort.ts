import type { MongoConnection } from "./MongoConnection.js";

/** The base of the ports, which share a connection. */
export abstract class MongoPort {
  protected readonly connection: MongoConnection;

  constructor(connection: MongoConnection) {
    this.connection = connection;
  }
}
