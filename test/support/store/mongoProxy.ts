import { mongo } from "mongoose";
import { type FaultProxy, startFaultProxy } from "./faultProxy.js";

export interface MongoProxy extends FaultProxy {
  /** A URL of the server, through the proxy. The driver stays there: a replica set would name its own address. */
  urlOf(serverUrl: string): string;
  /** Answers a command itself instead of passing it on, the next `times` times. */
  answer(command: string, document: object, times?: number): void;
}

/** In the answer to `hello`, with which a driver opens a connection and watches the server. */
const GREETING = /is(Writable)?(Primary|master)/i;

/** A message has a header of 16 bytes that ends with the kind of message. In an OP_MSG the command follows 5 bytes later. */
const HEADER = { requestId: 4, responseTo: 8, opCode: 12, length: 16 };
const OP_MSG = 2013;
const COMMAND_OFFSET = HEADER.length + 5;

/** The command that a request holds, or `null` for the older kind of message that greets a server. */
export function commandOf(request: Buffer): mongo.BSON.Document | null {
  if (request.readInt32LE(HEADER.opCode) !== OP_MSG) return null;
  const command = request.subarray(COMMAND_OFFSET);
  return mongo.BSON.deserialize(command.subarray(0, command.readInt32LE(0)));
}

function commandNameOf(request: Buffer): string | undefined {
  return Object.keys(commandOf(request) ?? {})[0];
}

function answerTo(request: Buffer, document: object): Buffer {
  const body = mongo.BSON.serialize(document);
  const message = Buffer.alloc(COMMAND_OFFSET + body.length);
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(request.readInt32LE(HEADER.requestId), HEADER.responseTo);
  message.writeInt32LE(OP_MSG, HEADER.opCode);
  message.set(body, COMMAND_OFFSET);
  return message;
}

/** A connection carries one command at a time, and what it answers comes in one piece. */
function piece(data: Buffer) {
  return [{ data, isGreeting: GREETING.test(data.toString("latin1")) }];
}

/** A proxy before a MongoDB server. */
export async function startMongoProxy(serverPort: number): Promise<MongoProxy> {
  let own = { command: "", document: {}, left: 0 };
  const proxy = await startFaultProxy(serverPort, {
    answersOf: () => ({ of: piece, rest: () => Buffer.alloc(0) }),
    answer(request) {
      if (own.left === 0 || commandNameOf(request) !== own.command) return null;
      own.left -= 1;
      return answerTo(request, own.document);
    },
  });

  return {
    ...proxy,
    urlOf(serverUrl) {
      const url = new URL(serverUrl);
      url.port = `${proxy.port}`;
      url.searchParams.set("directConnection", "true");
      return url.href;
    },
    answer(command, document, times = 1) {
      own = { command, document, left: times };
    },
  };
}
