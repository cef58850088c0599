import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Import, readSource, readSourceFiles, unboundMethodsOf } from "./support/sourceFiles.js";

/**
 * The import table of ARCHITECTURE.md: a zone may import itself, `values` (types as well) and the types of `types`.
 * `services` and `stores/…` are entered by their index.ts; one service is another zone to the next. `stores/index` opens
 * databases; the files beside it are ports, errors and rules, which open nothing.
 */
const ZONES: Record<string, { values: readonly string[]; types?: readonly string[] }> = {
  // The two programs: `src/index.ts` and `src/cli/index.ts`.
  index: { values: ["start"] },
  start: { values: ["cli", "config", "serve", "utils"] },
  serve: { values: ["app", "container", "http", "openapi", "site", "telemetry", "utils"], types: ["config"] },
  latchkey: {
    values: [
      "@types",
      "config",
      "container",
      "http",
      "library",
      "middlewares",
      "openapi",
      "router",
      "services",
      "utils",
    ],
  },
  // What the object of createLatchkey does beside the router: calls from the app's code, in the public views and errors; the pages.
  library: {
    values: ["language", "messages", "middlewares", "routes", "schemas", "services", "site", "stores", "utils"],
    types: ["@types", "container"],
  },
  fetch: { values: ["http", "middlewares", "utils"], types: ["@types", "latchkey", "services"] },
  verifier: { values: ["services"] },
  testing: { values: ["library", "utils"], types: ["latchkey", "services"] },
  cli: {
    values: [
      "config",
      "container",
      "doctor",
      "language",
      "messages",
      "schemas",
      "serve",
      "stores",
      "stores/index",
      "utils",
    ],
    types: ["services"],
  },
  // It looks at a server from outside and at its settings, and shares no line with what it looks at.
  doctor: { values: ["config", "container", "http", "serve", "stores", "stores/index", "utils"] },
  app: {
    values: ["controllers", "language", "messages", "middlewares", "router", "routes", "utils"],
    types: ["container", "openapi", "site"],
  },
  router: {
    values: ["controllers", "http", "language", "messages", "middlewares", "routes", "schemas", "utils"],
    types: ["config", "container"],
  },
  container: {
    values: ["http", "jobs", "services", "stores/index", "telemetry", "utils"],
    types: ["config", "stores"],
  },
  telemetry: { values: ["services", "stores", "utils"] },
  jobs: { values: ["services", "utils"], types: ["stores"] },
  "@types": { values: [], types: ["services"] },
  config: { values: ["http", "language", "services", "utils"], types: ["@types"] },
  routes: {
    values: ["language", "messages", "middlewares", "schemas"],
    types: ["controllers", "http", "openapi", "site", "utils"],
  },
  openapi: { values: ["language", "messages", "services"] },
  site: { values: ["language", "messages", "utils"], types: ["config", "services"] },
  controllers: {
    values: ["http", "language", "messages", "services", "utils"],
    types: ["@types", "openapi", "schemas"],
  },
  middlewares: {
    values: ["http", "language", "messages", "services", "stores", "telemetry", "utils"],
    types: ["@types", "schemas"],
  },
  // What touches a request or a response, for controllers and middlewares.
  http: { values: ["language", "messages", "services", "utils"], types: ["@types", "schemas"] },
  schemas: { values: ["language", "messages", "utils"] },
  services: { values: ["language", "messages", "services", "stores", "utils"], types: ["@types", "http", "schemas"] },
  "stores/index": { values: ["stores", "stores/mongo", "stores/postgres", "stores/sqlite"] },
  stores: { values: ["utils"] },
  "stores/sqlite": { values: ["stores", "utils"] },
  "stores/postgres": { values: ["stores", "utils"] },
  "stores/mongo": { values: ["models", "stores", "utils"] },
  models: { values: ["utils"], types: ["stores"] },
  // The languages and how a text is written; the pages use it too. Then the texts of the server.
  language: { values: [] },
  messages: { values: ["language", "utils"] },
  utils: { values: [] },
};

/** Who may import a package: a zone, a folder or a file. A package that is not here may be imported by nobody. */
const PACKAGES: Record<string, { values: readonly string[]; types?: readonly string[] }> = {
  express: {
    values: ["app", "fetch", "router", "routes", "middlewares", "library/createLibraryPages.ts"],
    types: ["controllers", "http", "latchkey", "library", "serve"],
  },
  "content-type": { values: ["middlewares/body.middleware.ts"] },
  "cookie-parser": { values: ["middlewares/requestContext.middleware.ts"] },
  cors: { values: ["router"] },
  helmet: { values: ["middlewares/pageHeaders.middleware.ts"] },
  "close-with-grace": { values: ["serve"] },
  zod: { values: ["config", "openapi", "schemas"], types: ["middlewares", "routes"] },
  "@zxcvbn-ts/language-common": {
    values: ["services/password/weakPasswords.ts"],
  },
  jsonwebtoken: { values: ["services/token"] },
  "@node-rs/argon2": {
    values: ["services/password/HashFunctions.ts", "services/password/hashInThread.ts", "models/User.model.ts"],
  },
  bcrypt: {
    values: [
      "services/password/HashFunctions.ts",
      "services/password/hashInThread.ts",
      "services/password/legacy/bcryptHash.ts",
    ],
  },
  "ipaddr.js": { values: ["utils/ipAddress.ts"] },
  jose: { values: ["services/verifier"] },
  // Imported in this one place, when it is first used: it takes most of a second to load.
  "@simplewebauthn/server": { values: ["services/factors/webauthnLibrary.ts"] },
  // Imported in this one place, when it is first used: few servers have a provider.
  "openid-client": { values: ["services/providers/openidLibrary.ts"], types: ["services/providers"] },
  "quick-lru": { values: ["http/requestLanguage.ts", "services/token", "stores/sqlite"] },
  negotiator: { values: ["http/requestLanguage.ts"] },
  nodemailer: { values: ["services/email"] },
  bowser: { values: ["services/email/deviceName.ts"] },
  "better-sqlite3": { values: ["stores/sqlite"] },
  pg: { values: ["stores/postgres"] },
  mongoose: { values: ["stores/mongo", "models"] },
  "prom-client": {
    values: ["telemetry/createMetrics.ts", "telemetry/describedRegistry.ts", "telemetry/snapshots.ts"],
  },
  "@opentelemetry/api": { values: ["telemetry"] },
  pino: { values: ["utils/logger.ts"] },
  uuid: { values: ["utils/ids.ts"] },
  "node:crypto": {
    values: ["config", "doctor", "middlewares", "services", "start", "stores", "testing", "utils"],
    types: ["@types"],
  },
  "node:fs": {
    values: [
      "cli/import",
      "cli/import.ts",
      "cli/init.ts",
      "cli/new/writeApp.ts",
      "config",
      "doctor/checks",
      "openapi",
      "site",
      "start",
      "stores/sqlite",
      "services/email/Outbox.ts",
      "services/email/OutboxTransport.ts",
      "utils/makeFolder.ts",
      "utils/publishFile.ts",
    ],
  },
  "node:path": {
    values: [
      "cli/init.ts",
      "cli/new",
      "config",
      "doctor/checks",
      "openapi",
      "site",
      "serve/banner.ts",
      "start",
      "stores/sqlite",
      "services/email/Outbox.ts",
      "services/email/OutboxTransport.ts",
      "utils/makeFolder.ts",
      "serve/version.ts",
    ],
  },
  "node:module": { values: ["serve/version.ts", "start"] },
  "node:url": { values: ["openapi", "site", "start"] },
  "node:vm": { values: ["start"] },
  "node:os": { values: ["container", "services/password/hashInThread.ts"] },
  "node:util": {
    values: [
      "cli/import/usersCollection.ts",
      "config",
      "cli/copy/copyDatabase.ts",
      "stores/postgres/PostgresArchive.ts",
      "stores/sqlite/SqliteArchive.ts",
    ],
  },
  "node:events": { values: ["serve", "services/events"] },
  "node:net": { values: ["config", "doctor", "http", "serve", "utils"] },
  "node:timers": {
    values: [
      "cli/audit.ts",
      "stores/mongo/MongoArchive.ts",
      "stores/mongo/assertOwnDocuments.ts",
      "stores/pause.ts",
      "stores/sqlite",
      "serve/httpServer.ts",
      "serve/poolMetrics.ts",
      "serve/sharedPort.ts",
    ],
  },
  commander: { values: ["cli"] },
  "csv-parse": { values: ["cli/import/csvRows.ts"] },
  "@clack/prompts": { values: ["cli/prompts.ts"] },
  "cli-progress": { values: ["cli/progress.ts"] },
  "node:stream": { values: ["cli/import/csvRows.ts", "cli/prompts.ts", "fetch"] },
  "node:cluster": { values: ["serve"] },
  "node:worker_threads": {
    values: ["container/startHashingThread.ts", "services/password/hashInThread.ts"],
    types: ["container", "services/password"],
  },
  "node:http": {
    values: ["doctor/HttpTarget.ts", "fetch", "http/createServer.ts"],
    types: ["http", "library", "middlewares", "serve", "telemetry", "utils"],
  },
  "node:https": { values: ["doctor/HttpTarget.ts"] },
};

/** What only these may do, and why. A place is a zone, a folder or a file. */
const ONLY: readonly { deeds: readonly string[]; places: readonly string[]; why: string }[] = [
  { deeds: ["process.env"], places: ["config/loadConfig.ts"], why: "settings are read once, checked and frozen" },
  { deeds: ["process.exit", "exit()"], places: ["start"], why: "a library never ends its host" },
  {
    deeds: ["process.stdout"],
    places: ["utils/output.ts"],
    why: "a log line on stdout breaks a program that reads a result there",
  },
  { deeds: [".listen"], places: ["serve/httpServer.ts"], why: "the app is mounted or served by who owns it" },
  {
    deeds: ["Date.now", "new Date", "Date()"],
    places: ["utils/clock.ts", "utils/utcTime.ts"],
    why: "the time is an input: take a Clock",
  },
  {
    deeds: ["performance.now", "Math.random"],
    places: [
      "stores/mongo/MongoConnection.ts",
      "stores/pause.ts",
      "stores/sqlite/retryWhileLocked.ts",
      "telemetry/tracing.ts",
    ],
    why: "a decision must not depend on it; waiting for a lock may, and so may what is only looked at",
  },
  {
    deeds: ["setTimeout()", "setInterval()"],
    places: [
      "http/body.ts",
      "serve/httpServer.ts",
      "jobs/IntervalJobs.ts",
      "serve/WorkerPool.ts",
      "serve/workerMetrics.ts",
      "stores/mongo/watchServers.ts",
      "utils/withTimeout.ts",
    ],
    why: "nothing at the edge or in a service waits by the clock",
  },
  { deeds: ["success: false"], places: ["middlewares/error.middleware.ts"], why: "an error becomes an answer once" },
  {
    deeds: [".cookie", ".clearCookie"],
    places: ["http/authCookies.ts"],
    why: "attributes of setting and clearing must agree",
  },
  {
    deeds: ["accessTokens.sign", "encodeRefreshToken()"],
    places: ["services/session/tokenIssuer.ts"],
    why: "every token passes the token issuer",
  },
  {
    deeds: ["toEmailJob()"],
    places: ["services/email/Mailer.ts"],
    why: "every mail is counted to its recipient before it is queued",
  },
  {
    deeds: ["catch"],
    places: [
      "config",
      "doctor",
      "middlewares/identifyOrNull.ts",
      "library/withPublicErrors.ts",
      "services",
      "stores",
      "utils/jsonOrNull.ts",
      "utils/Sealing.ts",
      "utils/makeFolder.ts",
      "utils/publishFile.ts",
      "http/body.ts",
      "http/spendFlow.ts",
      "cli/import/jsonLines.ts",
      "cli/new/writeApp.ts",
      "cli/runCli.ts",
      "middlewares/error.middleware.ts",
      "start",
    ],
    why: "routes, controllers and middlewares let errors travel to error.middleware; to the doctor one is a finding; a call from the app gets a public one",
  },
  {
    deeds: ["import.meta", "import(…)"],
    places: [
      "serve/version.ts",
      "openapi/readApiDocument.ts",
      "site/loadPages.ts",
      "start/loadPrograms.ts",
      "container/startHashingThread.ts",
    ],
    why: "a bundle of somebody's app has neither the place nor the files of this package; these belong to the server, or do without",
  },
  { deeds: ["any", "!"], places: [], why: "the compiler must know" },
];

const LINE_LIMIT = 300;

const files = readSourceFiles();
const imports = files.flatMap((file) => file.imports);

function zoneOf(file: string): string {
  const [folder = "", next] = file.split("/");
  if (file === "stores/index.ts") return "stores/index";
  if (file === "cli/index.ts") return "index";
  if (folder === "stores" && !next?.endsWith(".ts")) return `stores/${next}`;
  return folder.replace(/\.ts$/, "");
}

/** The folder that is entered by its index.ts, or `null`. */
function roomOf(file: string): string | null {
  return (
    /^(services\/[^/]+|stores\/[^/]+|config|language|doctor|jobs|openapi|schemas|serve|site|telemetry)\//.exec(
      file,
    )?.[1] ?? null
  );
}

function isIn(file: string, places: readonly string[]): boolean {
  return places.some((place) => file === place || file === `${place}.ts` || file.startsWith(`${place}/`));
}

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/** Why an import is wrong, in one line, or `null`. */
function faultOf(found: Import): string | null {
  const fault = found.target === null ? packageFault(found) : zoneFault(found, found.target);
  return fault === null ? null : `src/${found.file}:${found.line} imports ${found.specifier}: ${fault}`;
}

function packageFault({ file, specifier, typesOnly }: Import): string | null {
  const name = packageOf(specifier);
  const rule = PACKAGES[name];
  if (rule === undefined) return `say in PACKAGES who may import ${name}`;
  const { values, types = [] } = rule;
  if (isIn(file, values) || (typesOnly && isIn(file, types))) return null;
  return `only ${values.join(", ")} may${types.length > 0 ? ` (and its types ${types.join(", ")})` : ""}`;
}

function zoneFault({ file, typesOnly }: Import, target: string): string | null {
  const [from, to] = [zoneOf(file), zoneOf(target)];
  const room = roomOf(target);
  if (room !== null && room === roomOf(file)) return null;
  // A folder without a door (schemas) is entered by its files.
  const hasDoor = files.some((one) => one.file === `${room}/index.ts`);
  if (hasDoor && target !== `${room}/index.ts`) return `${room} is entered by its index.ts`;
  if (from === to && from !== "services") return null;
  const rule = ZONES[from];
  if (rule === undefined) return `say in ZONES what ${from} may import`;
  if (rule.values.includes(to)) return null;
  if (rule.types?.includes(to)) return typesOnly ? null : `${from} may import only types of ${to}`;
  return `${from} may import ${[...rule.values, ...(rule.types ?? []).map((zone) => `types of ${zone}`)].join(", ")}`;
}

function faultsIn(file: string, code: string): string[] {
  return readSource(file, code).imports.flatMap((found) => faultOf(found) ?? []);
}

describe("imports", () => {
  test("go only where the tables allow", () => {
    expect(imports.flatMap((found) => faultOf(found) ?? [])).toEqual([]);
  });

  test("the tables name nothing that is gone", () => {
    const zones = new Set(files.map(({ file }) => zoneOf(file)));
    const packages = new Set(imports.filter(({ target }) => target === null).map((one) => packageOf(one.specifier)));
    const gone = Object.values(PACKAGES)
      .flatMap(({ values, types = [] }) => [...values, ...types])
      .filter((place) => !files.some(({ file }) => isIn(file, [place])));

    expect(Object.keys(ZONES).filter((zone) => !zones.has(zone))).toEqual([]);
    expect(Object.keys(PACKAGES).filter((name) => !packages.has(name))).toEqual([]);
    expect(gone).toEqual([]);
  });

  // A circle has no first file to read, and types tie its files together as much as values do.
  test("of files form no circle, of types neither", () => {
    const targets = new Map(files.map(({ file, imports: all }) => [file, all.flatMap(({ target }) => target ?? [])]));
    const finished = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
      if (path.includes(file) || finished.has(file)) return;
      for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
      finished.add(file);
    };
    for (const file of targets.keys()) visit(file, []);

    expect(circles).toEqual([]);
  });

  test("of services form no circle", () => {
    const edges = imports.flatMap(({ file, target }) => {
      const [from, to] = [roomOf(file), target === null ? null : roomOf(target)];
      return from?.startsWith("services/") && to?.startsWith("services/") && from !== to ? [{ from, to }] : [];
    });
    const reachable = (from: string, seen = new Set<string>()): Set<string> => {
      for (const { to } of edges.filter((edge) => edge.from === from && !seen.has(edge.to)))
        reachable(to, seen.add(to));
      return seen;
    };
    const circular = [...new Set(edges.map(({ from }) => from))].filter((service) => reachable(service).has(service));

    expect(edges.length).toBeGreaterThan(0);
    expect(circular).toEqual([]);
  });

  test.each([
    ["WebAuthn", "@simplewebauthn/server", 2],
    ["OpenID Connect", "openid-client", 1],
  ])("the library of %s is read from the disk only when it is first used", (_name, library, times) => {
    const found = imports.filter(({ specifier, typesOnly }) => packageOf(specifier) === library && !typesOnly);
    expect(found.map(({ onDemand }) => onDemand)).toEqual(Array.from({ length: times }, () => true));
  });

  // Mongoose is a third of the time of a start.
  test.each(["serve/serve.ts", "latchkey.ts"])(
    "a start from %s on SQLite does not read Mongoose from the disk",
    (entry) => {
      const needed = imports.filter(({ typesOnly, onDemand }) => !typesOnly && !onDemand);
      const loaded = new Set([entry]);
      for (const from of loaded)
        for (const { target } of needed.filter(({ file }) => file === from)) if (target !== null) loaded.add(target);
      const packages = needed.filter(({ file }) => loaded.has(file)).map(({ specifier }) => packageOf(specifier));

      expect(packages).toContain("better-sqlite3");
      expect(packages).not.toContain("mongoose");
    },
  );
});

describe("the pages", () => {
  /** Leaves without packages, which a browser can run as well. */
  const SHARED = new Set(["language/index.js", "utils/guessable.js", "utils/pictureOrigin.js"]);

  test("take nothing of src but the languages, and the rules that they must judge by as the server does", () => {
    const scripts = readdirSync("web/src", { recursive: true, encoding: "utf8" }).filter(
      (name) => /\.tsx?$/.test(name) && !name.includes(".test."),
    );
    const taken = scripts.flatMap((name) =>
      [...readFileSync(`web/src/${name}`, "utf8").matchAll(/from "(?:\.\.\/)+src\/([^"]+)"/g)].map(
        ([, file = ""]) => file,
      ),
    );

    expect(new Set(taken)).toEqual(SHARED);
    // What these import is in the pages too.
    const behind = imports.filter(({ file }) => SHARED.has(file.replace(/\.ts$/, ".js")) && file.startsWith("utils/"));
    expect(behind.map(({ target }) => target)).toEqual(["utils/passwordForm.ts"]);
  });
});

describe("what only some may do", () => {
  test.each(ONLY.map((rule) => ({ ...rule, name: rule.deeds.join(", ") })))("$name: $why", ({ deeds, places }) => {
    const found = files
      .filter(({ file }) => !isIn(file, places))
      .flatMap(({ file, deeds: done }) =>
        done.filter(({ deed }) => deeds.includes(deed)).map(({ deed, line }) => `src/${file}:${line} ${deed}`),
      );

    expect(found).toEqual([]);
  });

  test("every allowed place still does it", () => {
    const idle = ONLY.flatMap(({ deeds, places }) =>
      places.filter(
        (place) => !files.some((one) => isIn(one.file, [place]) && one.deeds.some(({ deed }) => deeds.includes(deed))),
      ),
    );

    expect(idle).toEqual([]);
  });
});

describe("instanceof", () => {
  /** Classes of packages, and why no second class of that name can be in the way. */
  const SAFE: Record<string, string> = {
    "cli/failures.ts instanceof CommanderError": "the command line is a process of its own",
    "http/body.ts instanceof Socket": "it is no error; any other class is no connection that can linger",
  };

  // Under Jest, in node:vm and beside a second copy of a driver, errors of Node and of drivers are of other classes.
  test("asks only for our own classes; errors of Node and of drivers are judged by code and name (errorFacts.ts)", () => {
    const asked = files.flatMap(({ file, deeds }) =>
      deeds.flatMap(({ deed }) => (deed.startsWith("instanceof ") ? [{ deed, place: `${file} ${deed}` }] : [])),
    );
    const declared = files.filter(({ file }) => !file.endsWith(".d.ts")).flatMap(({ deeds }) => deeds);
    const classes = new Set(declared.flatMap(({ deed }) => /^class (\w+)$/.exec(deed)?.[1] ?? []));

    expect(asked.filter(({ deed }) => !classes.has(deed.replace("instanceof ", ""))).map(({ place }) => place)).toEqual(
      Object.keys(SAFE),
    );
    expect(asked.length).toBeGreaterThan(Object.keys(SAFE).length);
  });
});

test("a method is called where it is named: passed on, it loses its object and throws", () => {
  const codes = files.map(({ file }) => [file, readFileSync(`src/${file}`, "utf8")]);
  expect(unboundMethodsOf(Object.fromEntries(codes))).toEqual([]);

  const queue = "class MailQueue { #jobs = []; add() { this.#jobs.push(1); } }";
  expect(unboundMethodsOf({ "x.ts": `${queue} run(deps.queue.add)` })).toEqual(["x.ts queue.add"]);
  expect(unboundMethodsOf({ "x.ts": `${queue} run(() => deps.queue.add())` })).toEqual([]);
});

test(`a file has at most ${LINE_LIMIT} lines`, () => {
  expect(files.filter(({ lineCount }) => lineCount > LINE_LIMIT).map(({ file }) => file)).toEqual([]);
});

describe("a break of the rules is seen", () => {
  test.each([
    ["services/session/x.ts", 'import Database from "better-sqlite3";', "only stores/sqlite may"],
    ["services/session/x.ts", 'export { decide } from "../token/refreshToken.js";', "services/token is entered by its"],
    ["services/session/x.ts", 'import { createStore } from "../../stores/index.js";', "services may import"],
    ["jobs/x.ts", 'import { createStore } from "../stores/Store.js";', "only types of stores"],
    ["services/session/x.ts", 'const store = await import("../../stores/sqlite/index.js");', "services may import"],
    ["services/session/x.ts", 'import { type Request, json } from "express";', "only app, fetch, router, routes"],
    ["controllers/x.ts", 'import { json } from "express";', "and its types controllers"],
    ["controllers/x.ts", 'let model: import("../models/User.model.js").User;', "controllers may import"],
    ["utils/x.ts", 'import "../services/session/index.js";', "utils may import"],
    ["utils/x.ts", 'import leftPad from "left-pad";', "say in PACKAGES who may import left-pad"],
    ["novelties/x.ts", 'import "../utils/ids.js";', "say in ZONES what novelties may import"],
  ])("%s: %s", (file, code, fault) => {
    expect(faultsIn(file, code)).toEqual([expect.stringContaining(`src/${file}:1 imports`)]);
    expect(faultsIn(file, code)).toEqual([expect.stringContaining(fault)]);
  });

  test.each([
    ["services/session/x.ts", 'import type { Store } from "../../stores/Store.js";'],
    ["services/session/x.ts", 'import { type Store } from "../../stores/Store.js";'],
    ["services/session/x.ts", '// import "better-sqlite3"\nconst text = `import "mongoose"`;'],
  ])("and code that keeps them is not reported: %s: %s", (file, code) => {
    expect(faultsIn(file, code)).toEqual([]);
  });

  test.each([
    ["process.env['PORT']", "process.env"],
    ['process["env"]', "process.env"],
    ["const at = Date.now()", "Date.now"],
    ["const at = new Date()", "new Date"],
    ["setTimeout(() => {}, 5)", "setTimeout()"],
    ["server.listen(3000)", ".listen"],
    ["res.json({ success: false })", "success: false"],
    ["let x: any", "any"],
    ["maybe!.name", "!"],
    ["try { act() } catch { }", "catch"],
    ["import.meta.resolve(name)", "import.meta"],
    ["await import(name)", "import(…)"],
    ["error instanceof Error", "instanceof Error"],
    ["error instanceof Database.SqliteError", "instanceof "],
  ])("%s", (code, deed) => {
    expect(readSource("x.ts", code).deeds.map((one) => one.deed)).toContain(deed);
  });
});
