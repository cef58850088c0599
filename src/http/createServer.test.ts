import { createServer as createHttpServer, IncomingMessage, type Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from "express";
import { describe, expect, onTestFinished, test } from "vitest";
import { countPrototypeChanges } from "../../test/support/http/countPrototypeChanges.js";
import { createServer } from "./createServer.js";

/** What somebody's app adds to its requests. */
interface Extended {
  owner?: string;
}

const ownerOf = (req: Request) => (req as Extended).owner;

function extend(app: Express, owner: string): Express {
  (app.request as Extended).owner = owner;
  return app;
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const json = async (url: string, init?: RequestInit) => (await fetch(url, init)).json();

const answerOwner: RequestHandler = (req, res) => void res.json({ owner: ownerOf(req) });

describe("createServer", () => {
  test("makes requests and responses whose prototype Express does not change", async () => {
    const app = express().get("/", (_req, res) => void res.json({}));
    const [plain, ours] = [await listening(createHttpServer(app)), await listening(createServer(app))];
    const changes = countPrototypeChanges();

    await json(ours);
    expect(changes()).toBe(0);
    await json(plain);
    expect(changes()).toBe(2);
  });

  test("takes the options of Node's server", () => {
    expect(createServer(express(), { requestTimeout: 1234 }).requestTimeout).toBe(1234);
  });

  test("leaves a route everything that Express gives it", async () => {
    const app = express().set("trust proxy", 1);
    app.get("/:name", (req, res) => {
      const isNode = req instanceof IncomingMessage && res instanceof ServerResponse;
      const isLinked = req.app === app && res.app === app && req.res === res && res.req === req;
      res.status(201).json({ isNode, isLinked, ip: req.ip, name: req.params.name, type: req.get("accept") });
    });
    const origin = await listening(createServer(app));

    expect(await json(`${origin}/ada`, { headers: { "X-Forwarded-For": "203.0.113.7", Accept: "text/x" } })).toEqual({
      isNode: true,
      isLinked: true,
      ip: "203.0.113.7",
      name: "ada",
      type: "text/x",
    });
  });

  test("leaves errors to the app's error handler", async () => {
    const answerError: ErrorRequestHandler = (error, req, res, _next) => {
      res.status(418).json({ error: String(error), isSame: req.app === app });
    };
    const app = express().get("/", async () => Promise.reject(new Error("broken")));
    app.use(answerError);
    const origin = await listening(createServer(app));

    expect(await json(origin)).toEqual({ error: "Error: broken", isSame: true });
  });

  test.each([
    ["before", (app: Express) => createServer(extend(app, "us"))],
    ["after", (app: Express) => [createServer(app), extend(app, "us")][0] as Server],
  ])("keeps what the app added to its requests %s it had a server, also in mounted apps", async (_when, serve) => {
    const app = express();
    app.use("/mounted", express().get("/", answerOwner));
    app.get("/", answerOwner);
    const origin = await listening(serve(app));

    expect(await json(origin)).toEqual({ owner: "us" });
    expect(await json(`${origin}/mounted`)).toEqual({ owner: "us" });
  });

  test("does not mix two apps", async () => {
    const [one, other] = [extend(express(), "one"), extend(express(), "other")];
    const origins = [one, other].map((app) => listening(createServer(app.get("/", answerOwner))));
    const changes = countPrototypeChanges();

    for (const [at, owner] of ["one", "other"].entries()) {
      expect(await json(`${await origins[at]}`)).toEqual({ owner });
    }
    expect(changes()).toBe(0);
    expect(ownerOf(express.request)).toBeUndefined();
  });

  test("serves one app on two servers, without a change on either", async () => {
    const app = extend(express(), "us").get("/", answerOwner);
    const origins = [await listening(createServer(app)), await listening(createServer(app))];
    const changes = countPrototypeChanges();

    for (const origin of origins) expect(await json(origin)).toEqual({ owner: "us" });
    expect(changes()).toBe(0);
  });
});

describe("an app that is mounted in another", () => {
  const names = new Map<Express, string>();
  const named = (name: string) => {
    const app = express();
    names.set(app, name);
    return app;
  };
  const answerApp: RequestHandler = (req, res) => {
    res.json({ app: names.get(req.app as Express), response: names.get(res.app as Express), at: req.baseUrl });
  };

  test.each([
    ["before", (app: Express, mount: () => void) => [mount(), createServer(app)][1] as Server],
    ["after", (app: Express, mount: () => void) => [createServer(app), mount()][0] as Server],
  ])("%s the outer one had a server, gets requests as its own and gives them back", async (_when, serve) => {
    const [outer, inner] = [named("outer"), named("inner").get("/found", answerApp)];
    const mount = () => outer.use("/inner", inner).use(answerApp);
    const origin = await listening(serve(outer, mount));

    expect(await json(`${origin}/inner/found`)).toEqual({ app: "inner", response: "inner", at: "/inner" });
    expect(await json(`${origin}/inner/missing`)).toEqual({ app: "outer", response: "outer", at: "" });
    expect(await json(origin)).toEqual({ app: "outer", response: "outer", at: "" });
  });

  test("may have a server of its own as well", async () => {
    const inner = extend(named("inner"), "inner").get("/found", answerApp).get("/owner", answerOwner);
    const own = await listening(createServer(inner));
    const outer = await listening(createServer(named("outer").use("/inner", inner).use(answerApp)));

    expect(await json(`${own}/found`)).toEqual({ app: "inner", response: "inner", at: "" });
    expect(await json(`${outer}/inner/found`)).toEqual({ app: "inner", response: "inner", at: "/inner" });
    expect(await json(`${outer}/inner/owner`)).toEqual({ owner: "inner" });
    expect(await json(outer)).toEqual({ app: "outer", response: "outer", at: "" });
  });
});
