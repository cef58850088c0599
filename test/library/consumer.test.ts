import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const TSC = resolve("node_modules/typescript/bin/tsc");

/** A folder with the built package in its node_modules, below the repository so that Express and its types are found. */
let consumer: string;

beforeAll(async () => {
  mkdirSync(".cache", { recursive: true });
  consumer = mkdtempSync(resolve(".cache/consumer-"));
  const installed = join(consumer, "node_modules/latchkey");
  await node([TSC, "-p", "tsconfig.build.json", "--outDir", join(installed, "dist")]);
  cpSync("package.json", join(installed, "package.json"));
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
