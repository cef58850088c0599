import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { RunningProgram } from "../../scripts/mongo/startMongoProgram.js";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import type { Store } from "../../src/stores/Store.js";
import { anAppMongoose } from "../support/store/appMongoose.js";
import { freshMongoUrl } from "../support/store/mongoDatabase.js";
import { hasMongoProgram, startOwnMongo } from "../support/store/mongoProgram.js";
import { type MongoProxy, startMongoProxy } from "../support/store/mongoProxy.js";

const FOREVER = 1000;

describe.skipIf(!hasMongoProgram)("a MongoDB URL", () => {
  let server: RunningProgram;
  let proxy: MongoProxy;
  let url: string;

  beforeAll(async () => {
    server = await startOwnMongo();
  });
  afterAll(() => server.dispose());
  beforeEach(async () => {
    proxy = await startMongoProxy(Number(new URL(server.url).port));
    url = proxy.urlOf(freshMongoUrl(server.url));
  });
  afterEach(() => proxy.close());

  function aStore(options: Parameters<typeof createMongoStore>[0]): Store {
    const store = createMongoStore(options);
    onTestFinished(() => store.close());
    return store;
  }

  /** The names under which the driver has greeted the server. */
  function greetings(): Set<string> {
    const greeted = proxy.requests
      .map((request) => request.toString("latin1"))
      .filter((text) => text.includes("application"));
    // A document of BSON that has the name as its text, between bytes for types and lengths.
    return new Set(greeted.map((text) => text.split("application")[1]?.split("name")[1]?.match(/\w+/)?.[0] ?? ""));
  }

  test.each([
    ["gives its connections the name latchkey", "", "latchkey"],
    ["may give its connections another name", "&appName=shop", "shop"],
    ["may give its connections another name in whatever letters", "&appname=shop", "shop"],
  ])("%s", async (_, option, name) => {
    await aStore({ url: url + option }).open();
    expect(greetings()).toEqual(new Set([name]));
  });

  const hello = (more: object) => ({ ok: 1, isWritablePrimary: true, minWireVersion: 0, maxWireVersion: 21, ...more });
  const oneOf = (...hosts: string[]) => hello({ setName: "rs0", hosts, me: hosts[0], primary: hosts[0] });

  test("with directConnection=true is refused where a failover would leave it at a server of before", async () => {
    proxy.answer("hello", oneOf("a:27017", "b:27017"), FOREVER);
    const refusal = await aStore({ url })
      .open()
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      name: "StoreUnavailableError",
      message: expect.stringMatching(/directConnection=true.* replica set rs0: .*Remove the option/),
    });
    const app = anAppMongoose();
    await app.connect(url);
    await expect(aStore({ url: "", connection: app.connection }).open()).rejects.toThrow("directConnection=true");
  });

  test.each([
    ["a replica set of one", oneOf("a:27017")],
    ["a server without a replica set", hello({})],
  ])("with directConnection=true is fine for %s", async (_, answer) => {
    proxy.answer("hello", answer, FOREVER);
    const store = aStore({ url });
    await store.open();
    await store.ping();
  });
});
