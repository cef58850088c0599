import { createConnection, type mongo } from "mongoose";

/** What befalls a command: the fields of MongoDB's failpoint `failCommand`. */
export interface Failure {
  readonly errorCode?: number;
  readonly errorLabels?: readonly string[];
  /** The command is carried out, and its answer says that the majority did not confirm it. */
  readonly writeConcernError?: { readonly code: number; readonly errmsg: string };
  readonly closeConnection?: boolean;
  /** The command begins so many milliseconds later. */
  readonly blockTimeMS?: number;
}

export interface FailingServer {
  /** Lets the next `times` of these commands of Latchkey fail, and no other. */
  fail(commands: readonly string[], failure: Failure, times?: number): Promise<void>;
  /** Lets nothing fail any more. */
  heal(): Promise<void>;
  command(command: mongo.BSON.Document): Promise<mongo.BSON.Document>;
  close(): Promise<void>;
}

const FOREVER = 1_000_000;

/** Control over a server that was started with its commands for tests. */
export async function controlOf(serverUrl: string): Promise<FailingServer> {
  const connection = await createConnection(serverUrl, { directConnection: true }).asPromise();
  const command = (one: mongo.BSON.Document) => connection.getClient().db("admin").command(one);
  return {
    command,
    async fail(failCommands, failure, times = FOREVER) {
      const blockConnection = failure.blockTimeMS !== undefined;
      const data = { failCommands, appName: "latchkey", blockConnection, ...failure };
      await command({ configureFailPoint: "failCommand", mode: { times }, data });
    },
    async heal() {
      await command({ configureFailPoint: "failCommand", mode: "off" });
    },
    close: () => connection.destroy(),
  };
}
