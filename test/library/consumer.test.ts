import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const TSC = resolve("node_modules/typescript/bin/tsc");
/** Of the checker of our types. TypeScript 6 and later do not resolve as node10 any more. */
const TSC_5 = createRequire(createRequire(import.meta.url).resolve("@arethetypeswrong/core")).resolve(
  "typescript/bin/tsc",
);

/** A folder with the built package in its node_modules, below the repository so that Express and its types are found. */
let consumer: string;

beforeAll(async () => {
  mkdirSync(".cache", { recursive: true });
  consumer = mkdtempSync(resolve(".cache/consumer-"));
  const installed = join(consumer, "node_modules/latchkey");
  await node([TSC, "-p", "tsconfig.build.json", "--outDir", join(installed, "dist")]);
  cpSync("package.json", join(installed, "package.json"));
  const client = join(consumer, "node_modules/@latchkey/client");
  await node([TSC, "-p", "packages/client/tsconfig.build.json", "--outDir", join(client, "dist")]);
  cpSync("packages/client/package.json", join(client, "package.json"));
  writeFileSync(join(consumer, "package.json"), '{ "type": "module" }');
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    module: "nodenext",
    target: "es2023",
    types: ["node"],
    outDir: "out",
  };
  writeFileSync(join(consumer, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["app.ts"] }));
}, 120_000);

afterAll(() => rmSync(consumer, { recursive: true, force: true }));

const { devDependencies }: { devDependencies: Record<string, string> } = JSON.parse(
  readFileSync("package.json", "utf8"),
);

/** The types that this repository installs, but for Express's and Node's, which an app has. */
const OWN_TYPES = Object.keys(devDependencies).filter((name) => !/^@types\/(express|node)$/.test(name));

interface Outcome {
  code: number;
  output: string;
}

function node(args: string[], cwd = process.cwd()): Promise<Outcome> {
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
    });
  });
}

/** Compiles a user's file as strictly as can be, the package's declarations included. */
async function compile(source: string): Promise<string[]> {
  writeFileSync(join(consumer, "app.ts"), source);
  const { output } = await node([TSC, "-p", "."], consumer);
  return output.split("\n").filter((line) => line.includes("error TS"));
}

const USER = `
import express from "express";
import { ConfigError, createLatchkey, type Latchkey, type LatchkeyOptions, type UserView } from "latchkey";
import { type AccessClaims, createVerifier, type Verifier, VerifierError, type VerifierOptions } from "latchkey/verifier";

const options: LatchkeyOptions = { databaseUrl: "sqlite:./data/consumer.db", logLevel: "silent", accessTokenExpiry: "5m" };
const latchkey: Latchkey = createLatchkey(options);
const app = express();
app.use("/api/v1", latchkey.router);
app.get("/.well-known/jwks.json", latchkey.jwks);
app.get("/me", latchkey.verifyJWT, latchkey.requireRole("admin"), (req, res) => {
  const user: UserView | undefined = req.user;
  const sessionId: string | undefined = req.auth?.sessionId;
  res.json({ name: user?.fullName, sessionId });
});
await latchkey.ready();
await latchkey.close();
try {
  createLatchkey({ passwordMinLength: 1 });
} catch (error) {
  if (error instanceof ConfigError) process.stdout.write(error.setting);
}
const names: VerifierOptions = { jwksUrl: "https://a.example/jwks.json", issuer: "a", audience: "b" };
const verifier: Verifier = createVerifier(names);
const claims: AccessClaims | null = await verifier.verify("a.b.c").catch((error: unknown) => {
  if (error instanceof VerifierError) process.stdout.write(\` \${error.code} \${error.statusCode}\`);
  return null;
});
if (claims !== null) process.stdout.write(claims.userId);
`;

test("a user's app compiles without skipping the package's declarations, and runs", async () => {
  expect(await compile(USER)).toEqual([]);
  expect(await node(["out/app.js"], consumer)).toEqual({
    code: 0,
    output: "passwordMinLength ACCESS_TOKEN_INVALID 401",
  });
});

test("the declarations need no types of packages that an app lacks", async () => {
  writeFileSync(join(consumer, "app.ts"), USER);
  const { output } = await node([TSC, "-p", ".", "--listFilesOnly"], consumer);
  const packages = [...output.matchAll(/node_modules\/@types\/([\w-]+)/g)].map(([, name]) => name);

  expect(packages).toContain("express");
  // This repository has them, a user's app does not.
  expect(packages.filter((name) => OWN_TYPES.includes(`@types/${name}`))).toEqual([]);
});

const MISUSES = [
  { handler: "(req) => req.user.fullName", code: "TS18048", rule: "no type knows which route is guarded" },
  { handler: "(req) => req.user?.passwordHash", code: "TS2339", rule: "no secret is in the type" },
  { handler: '(req) => { if (req.user) req.user.fullName = "Eve"; }', code: "TS2540", rule: "the user is read-only" },
];

test("the compiler refuses what cannot work", async () => {
  const handlers = MISUSES.map(({ handler }) => `app.get("/wrong", ${handler});`);
  const errors = await compile([USER, ...handlers, 'createLatchkey({ accessTokenExpiry: "300" });'].join("\n"));

  expect(errors.map((line) => /TS\d+/.exec(line)?.[0])).toEqual([...MISUSES.map(({ code }) => code), "TS2322"]);
});

const EXTENDED = `
import { type AuditEvent, createLatchkey, Refusal, silent } from "latchkey";

declare module "latchkey" {
  interface UserFields {
    company?: string;
  }
}
createLatchkey({
  hooks: {
    beforeRegister: ({ company }) => {
      if (company?.trim() === "") throw new Refusal("A company has a name.", { field: "company" });
    },
    beforeSignIn: async (user, { ip }) => console.log(user.company?.length, ip?.length),
  },
  onEvent: ({ name, detail }: AuditEvent) => console.log(name === "registered", detail),
  sendMail: async (mail) => {
    if (mail.kind === "verify-email") console.log(mail.data.link, mail.data.user.company?.length);
    else if (mail.kind === "new-sign-in") console.log(mail.data.at.toFixed());
  },
  mails: { "new-sign-in": ({ at, browser }) => ({ subject: at.toFixed(), text: browser ?? "" }) },
  passwordPolicy: async (password) => (password === "horse" ? "Another one." : null),
  logger: Math.random() > 0.5 ? console : silent(),
  trustedOrigins: (origin) => origin.startsWith("https://"),
});
`;

test("what an app hooks into is typed, with its own fields", async () => {
  expect(await compile(EXTENDED)).toEqual([]);
  const misuses = [
    'createLatchkey({ mails: { "new-sign-in": ({ link }) => ({ subject: link, text: link }) } });',
    'createLatchkey({ onEvent: ({ name }) => console.log(name === "registred") });',
    "createLatchkey({ trustedOrigins: async () => true });",
    "createLatchkey({ hooks: { beforeSignin: () => {} } });",
  ];
  const errors = await compile([EXTENDED, ...misuses].join("\n"));
  expect(errors.map((line) => /TS\d+/.exec(line)?.[0])).toEqual(["TS2339", "TS2367", "TS2322", "TS2561"]);
});

const SERVER = `
import express from "express";
import { createLatchkey, type UserView } from "latchkey";
import { createFetchHandler } from "latchkey/fetch";
import { createVerifier } from "latchkey/verifier";

const latchkey = createLatchkey();
express().get("/me", latchkey.verifyJWT, (req, res) => {
  const user: UserView | undefined = req.user;
  res.json({ name: user?.username, session: req.auth?.sessionId, more: [createFetchHandler, createVerifier] });
});
`;

/** Other declarations of what Express' requests have. */
const BESIDE = {
  passport: `
import type {} from "passport";
import { type Request } from "express";
export const signOut = (req: Request) => req.isAuthenticated() && req.logout(() => undefined);
`,
  "pino-http": `
import { pinoHttp } from "pino-http";
import express from "express";
express().use(pinoHttp()).get("/id", (req, res) => res.json({ id: req.id, name: req.user?.username }));
`,
  "express-serve-static-core": `
declare module "express-serve-static-core" {
  interface Request {
    user?: Express.User;
    tenant?: string;
  }
}
export {};
`,
};

/** All declarations but those of the language, which take most of the time. */
const BASE = {
  strict: true,
  skipLibCheck: false,
  skipDefaultLibCheck: true,
  noEmit: true,
  target: "es2022",
  lib: ["es2023"],
  types: ["node"],
};

/** The complaints of a compiler about an app of these files, declarations of packages included. */
async function check(name: string, files: Record<string, string>, options: object, tsc = TSC): Promise<string[]> {
  const folder = join(consumer, name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  const config = { compilerOptions: { ...BASE, ...options }, files: Object.keys(files) };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const { output } = await node([tsc, "-p", "."], folder);
  return output.split("\n").filter((line) => line.includes("error TS"));
}

const FIELDS = `
import type {} from "@latchkey/client";
import { createLatchkeyClient } from "@latchkey/client";
import express from "express";
import { createLatchkey } from "latchkey";
import { createTestUser } from "latchkey/testing";
import { z } from "zod";

declare module "latchkey" {
  interface UserFields {
    company?: string;
  }
  interface ServerFields {
    plan: "free" | "pro";
  }
}

declare module "@latchkey/client" {
  interface UserFields {
    company?: string;
  }
  interface ServerFields {
    plan: "free" | "pro";
  }
}

export const latchkey = createLatchkey({
  userFields: { company: z.string().optional() },
  serverFields: { plan: z.enum(["free", "pro"]).default("free") },
  claims: (user) => ({ plan: user.plan }),
});
express().get("/me", latchkey.verifyJWT, (req, res) => {
  const company: string | undefined = req.user?.company;
  const plan: "free" | "pro" | undefined = req.user?.plan;
  res.json({ company, plan });
});
export const client = createLatchkeyClient();
const account = { username: "ada", fullName: "Ada Lovelace", email: "ada@example.com", password: "correct horse battery" };
export const plan: "free" | "pro" = (await client.register({ ...account, company: "Analytical Engines" })).plan;
await client.updateSettings({ company: null });
const { password: _, ...profile } = account;
const created = await latchkey.users.create({ ...profile, company: "Analytical Engines", plan: "pro" });
await latchkey.users.update(created._id, { company: null, plan: "free" });
await createTestUser(latchkey, { plan: "pro" });
`;

const WRONG_FIELDS = [
  {
    code: "TS2322",
    line: "createLatchkey({ userFields: { company: z.number() }, serverFields: { plan: z.literal('free') } });",
  },
  { code: "TS2741", line: "createLatchkey({ serverFields: {} });" },
  { code: "TS2551", line: "createLatchkey({ claims: (user) => ({ plan: user.plann }) });" },
  { code: "TS2322", line: "await client.updateSettings({ company: 3 });" },
];

describe("the fields of an app", () => {
  const options = { module: "nodenext", lib: ["es2023", "dom"] };

  test("are in the types of the library and the client, once they are declared", async () => {
    expect(await check("fields", { "app.ts": FIELDS }, options)).toEqual([]);
  });

  test("are checked by the compiler: schemas that do not fit, and names that are not declared", async () => {
    const errors = await check(
      "wrong-fields",
      { "app.ts": [FIELDS, ...WRONG_FIELDS.map(({ line }) => line)].join("\n") },
      options,
    );
    expect(errors.map((line) => /TS\d+/.exec(line)?.[0])).toEqual(WRONG_FIELDS.map(({ code }) => code));
  });
});

describe("the declarations go with those of others, every one of them checked", () => {
  const NODENEXT = { module: "nodenext", exactOptionalPropertyTypes: true };

  test.each(Object.entries(BESIDE))("beside %s", async (name, text) => {
    expect(await check(name, { "app.ts": SERVER, "beside.ts": text }, NODENEXT)).toEqual([]);
  });

  test("all of them at once, resolved as by a bundler", async () => {
    const files = { "app.ts": SERVER, "a.ts": BESIDE.passport, "b.ts": BESIDE["pino-http"] };
    const options = { module: "esnext", moduleResolution: "bundler" };
    expect(await check("bundler", { ...files, "c.ts": BESIDE["express-serve-static-core"] }, options)).toEqual([]);
  });

  test("required by a CommonJS file", async () => {
    expect(await check("commonjs", { "app.cts": SERVER, "a.cts": BESIDE.passport }, NODENEXT)).toEqual([]);
  });

  test("the connection of an app's own Mongoose is one that the options take, and a URL is none", async () => {
    const app = `
import { createLatchkey } from "latchkey";
import mongoose from "mongoose";
for (const connection of [mongoose.connection, mongoose.createConnection(), mongoose.connection.useDb("app")])
  createLatchkey({ connection, databasePrefix: "latchkey_" });
createLatchkey({ connection: "mongodb://localhost/app" });
`;
    // All declarations are checked above; those of Mongoose take long.
    expect(await check("mongoose", { "app.ts": app }, { ...NODENEXT, skipLibCheck: true })).toEqual([
      expect.stringContaining("app.ts(6,18): error TS2322"),
    ]);
  });

  test("resolved as by TypeScript of before 2022, subpaths included", async () => {
    // What is said of the declarations above holds here too; an older compiler takes long over them.
    const options = { module: "commonjs", moduleResolution: "node10", esModuleInterop: true, skipLibCheck: true };
    expect(await check("node10", { "app.ts": SERVER }, options, TSC_5)).toEqual([]);
  });

  // The tutorial's own: a Mongoose document, which is not what verifyJWT sets. The compiler reports code that relies on its type.
  test("a req.user of the app's own wins where libraries are not checked", async () => {
    const own = BESIDE["express-serve-static-core"].replace("Express.User", "{ _id: object; password: string }");
    const files = { "app.ts": SERVER, "own.d.ts": own };

    expect(await check("own", files, { ...NODENEXT, skipLibCheck: true })).toEqual([
      expect.stringContaining("app.ts(9,9): error TS2322"),
    ]);
  });
});
