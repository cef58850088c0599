import { createHmac, createPublicKey, generateKeyPairSync } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import jwt from "jsonwebtoken";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { listen } from "../../serve/httpServer.js";
import { MINUTE, SECOND } from "../../utils/duration.js";
import { newId } from "../../utils/ids.js";
import { createVerifier } from "./index.js";

const NAMES = { issuer: "https://auth.example.com", audience: "https://api.example.com" };
const claims = { userId: newId(1), sessionId: newId(2), generation: 3 };

/** jose reads the time of day itself, so the tests set it. */
const clock = {
  now: () => Date.now(),
  advance: (milliseconds: number) => void vi.setSystemTime(Date.now() + milliseconds),
};

let keySet: Awaited<ReturnType<typeof aKeyServer>>;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_800_000_000_000 });
  keySet = await aKeyServer();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A key pair as a server holds it. */
function aPair(kid: string) {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = { ...createPublicKey(privateKey).export({ format: "jwk" }), kid, alg: "ES256", use: "sig" };
  return { kid, privateKey, jwk };
}

type Pair = ReturnType<typeof aPair>;

/** A real server on loopback whose answer a test can change. */
async function aKeyServer() {
  const here = aPair("here");
  const state = { keys: [here.jwk] as unknown[], requests: 0, answer: null as RequestListener | null };
  const server = createServer((req, res) => {
    state.requests += 1;
    if (state.answer !== null) return state.answer(req, res);
    res.setHeader("Content-Type", "application/json");
    res.end(JSON.stringify({ keys: state.keys }));
  });
  await listen(server, { host: "127.0.0.1", port: 0 });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(state, { here, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json` });
}

function aVerifier(options: Partial<Parameters<typeof createVerifier>[0]> = {}) {
  return createVerifier({ jwksUrl: keySet.url, ...NAMES, ...options });
}

function aToken(pair: Pair = keySet.here, { payload = {}, header = {} } = {}): string {
  const now = Math.floor(clock.now() / 1000);
  const all = {
    iss: NAMES.issuer,
    aud: NAMES.audience,
    sub: claims.userId,
    sid: claims.sessionId,
    gen: 3,
    iat: now,
    exp: now + 900,
    jti: "1",
    ...payload,
  };
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return jwt.sign(given, pair.privateKey, {
    algorithm: "ES256",
    noTimestamp: given["iat"] === undefined,
    header: { alg: "ES256", typ: "at+jwt", kid: pair.kid, ...header },
  });
}

const INVALID = { name: "VerifierError", code: "ACCESS_TOKEN_INVALID", statusCode: 401 };
const UNAVAILABLE = { name: "VerifierError", code: "KEYS_UNAVAILABLE", statusCode: 503 };

describe("a token", () => {
  test("that the server signed verifies to its claims, and the keys are fetched once", async () => {
    const verifier = aVerifier();
    const expected = { ...claims, expiresAt: clock.now() + 15 * MINUTE };
    for (let i = 0; i < 10; i += 1) expect(await verifier.verify(aToken())).toEqual(expected);
    expect(keySet.requests).toBe(1);
  });

  test("many at once at the start cause one fetch", async () => {
    const verifier = aVerifier();
    await Promise.all(Array.from({ length: 50 }, () => verifier.verify(aToken())));
    expect(keySet.requests).toBe(1);
  });

  test("counts until its last second is over, then it has expired", async () => {
    const verifier = aVerifier();
    const token = aToken();
    clock.advance(15 * MINUTE - 1);
    await verifier.verify(token);
    clock.advance(1);
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: "ACCESS_TOKEN_EXPIRED", statusCode: 401 });
  });

  test.each<[string, unknown]>([
    ["iss", "https://other.example.com"],
    ["aud", "https://other.example.com"],
    ...["iss", "aud", "sub", "sid", "gen", "iat", "exp", "jti"].map((name): [string, unknown] => [name, undefined]),
    ["sub", "ada"],
    ["gen", -1],
    ["nbf", 1],
  ])("is refused with %s as %j", async (name, value) => {
    await expect(aVerifier().verify(aToken(keySet.here, { payload: { [name]: value } }))).rejects.toMatchObject(
      INVALID,
    );
  });

  test.each([{ typ: "JWT" }, { typ: undefined }, { crit: ["exp"] }, { kid: undefined }])(
    "is refused with a header of %j",
    async (header) => {
      await expect(aVerifier().verify(aToken(keySet.here, { header }))).rejects.toMatchObject(INVALID);
    },
  );

  test("by another key under the name of this one is refused", async () => {
    await expect(aVerifier().verify(aToken(aPair("here")))).rejects.toMatchObject(INVALID);
  });

  test("of HS256 by the public key is refused, and nothing is fetched for it", async () => {
    const pem = createPublicKey(keySet.here.privateKey).export({ format: "pem", type: "spki" });
    const header = Buffer.from(JSON.stringify({ alg: "HS256", typ: "at+jwt", kid: "here" })).toString("base64url");
    const signed = `${header}.${aToken().split(".")[1]}`;
    const forged = `${signed}.${createHmac("sha256", pem).update(signed).digest("base64url")}`;
    await expect(aVerifier().verify(forged)).rejects.toMatchObject(INVALID);
    expect(keySet.requests).toBe(0);
  });

  test.each(["", ".", "a.b.c", "x".repeat(5000), `${"x".repeat(5000)}.a.b`, undefined, null, 1, {}, ["a.b.c"]])(
    "%j is refused, and nothing is fetched for it",
    async (token) => {
      await expect(Reflect.apply(aVerifier().verify, null, [token])).rejects.toMatchObject(INVALID);
      expect(keySet.requests).toBe(0);
    },
  );

  test("is in no error", async () => {
    const token = aToken(aPair("here"));
    const error: unknown = await aVerifier()
      .verify(token)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(`${error} ${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain(token.slice(0, 40));
  });
});

describe("a new key", () => {
  test("is fetched when a token names it, but not twice in half a minute", async () => {
    const verifier = aVerifier();
    await verifier.verify(aToken());
    const next = aPair("next");
    keySet.keys.push(next.jwk);
    await expect(verifier.verify(aToken(next))).rejects.toMatchObject(INVALID);
    expect(keySet.requests).toBe(1);
    clock.advance(30 * SECOND);
    await verifier.verify(aToken(next));
    expect(keySet.requests).toBe(2);
  });

  test("names that do not exist cause one fetch in half a minute, however many there are", async () => {
    const verifier = aVerifier();
    await verifier.verify(aToken());
    clock.advance(30 * SECOND);
    const foreign = Array.from({ length: 50 }, (_, index) => aPair(`foreign-${index}`));
    const results = await Promise.allSettled(foreign.map((pair) => verifier.verify(aToken(pair))));
    expect(results.every(({ status }) => status === "rejected")).toBe(true);
    await verifier.verify(aToken());
    expect(keySet.requests).toBe(2);
  });
});

describe("a key that is gone", () => {
  test("counts for ten minutes at most after it was revoked, while the server can be reached", async () => {
    const verifier = aVerifier();
    await verifier.verify(aToken());
    keySet.keys = [aPair("next").jwk];
    clock.advance(10 * MINUTE);
    // This one sets off the fetch and does not wait for it.
    await verifier.verify(aToken());
    await expect.poll(() => keySet.requests).toBe(2);
    await expect.poll(() => verifier.verify(aToken()).catch((error) => error.code)).toBe("ACCESS_TOKEN_INVALID");
  });

  test("counts for an hour at most when the server cannot be reached; then that is no answer about the token", async () => {
    const verifier = aVerifier();
    await verifier.verify(aToken());
    keySet.answer = (_req, res) => void res.writeHead(503).end();
    clock.advance(60 * MINUTE - 1);
    await verifier.verify(aToken());
    await expect.poll(() => keySet.requests).toBe(2);
    clock.advance(1);
    await expect(verifier.verify(aToken())).rejects.toMatchObject(UNAVAILABLE);
    keySet.answer = null;
    clock.advance(30 * SECOND);
    await verifier.verify(aToken());
  });
});

describe("an answer that is no key set", () => {
  test.each<[string, RequestListener]>([
    ["a redirect", (_req, res) => void res.writeHead(302, { Location: keySet.url }).end()],
    ["404", (_req, res) => void res.writeHead(404).end("{}")],
    ["204", (_req, res) => void res.writeHead(204).end()],
    ["no JSON", (_req, res) => void res.end("<html>")],
    ["nothing", (_req, res) => void res.end()],
    ["null", (_req, res) => void res.end("null")],
    ["keys that are no list", (_req, res) => void res.end('{"keys":{}}')],
    ["a point that is not on the curve", (_req, res) => void res.end(JSON.stringify({ keys: [offCurve()] }))],
    ["more than 64 KiB", (_req, res) => void res.end(`{"keys":[]}${" ".repeat(65_536)}`)],
    ["a connection that breaks", (req) => void req.socket.destroy()],
  ])("%s: the keys are unavailable, and the cause is kept for the log", async (_name, answer) => {
    keySet.answer = answer;
    const verifier = aVerifier();
    await expect(verifier.verify(aToken())).rejects.toMatchObject({ ...UNAVAILABLE, cause: expect.any(Error) });
    // Within the pause nothing is fetched, and it is still no answer about the token.
    await expect(verifier.verify(aToken())).rejects.toMatchObject(UNAVAILABLE);
    expect(keySet.requests).toBe(1);
  });

  function offCurve() {
    return { ...keySet.here.jwk, y: keySet.here.jwk.x };
  }

  test("an endless answer is cut off", async () => {
    let isClosed = false;
    keySet.answer = (_req, res) => {
      res.on("close", () => {
        isClosed = true;
      });
      const more = () => {
        while (!isClosed && res.write(" ".repeat(16_384)));
      };
      res.on("drain", more);
      more();
    };
    await expect(aVerifier().verify(aToken())).rejects.toMatchObject(UNAVAILABLE);
    await expect.poll(() => isClosed).toBe(true);
  });

  test("an answer that never comes, or stops in the middle, is given up", async () => {
    const answers: RequestListener[] = [() => undefined, (_req, res) => void res.write('{"keys":[')];
    // Both at once: each takes as long as the real timeout.
    await Promise.all(
      answers.map(async (answer) => {
        const slow = await aKeyServer();
        slow.answer = answer;
        await expect(aVerifier({ jwksUrl: slow.url }).verify(aToken())).rejects.toMatchObject(UNAVAILABLE);
      }),
    );
  });

  test.each([
    ["of another algorithm", { alg: "ES384" }],
    ["without an algorithm", { alg: undefined }],
    ["for encryption", { use: "enc" }],
    ["of another curve", { crv: "P-384" }],
    ["of another kind", { kty: "RSA" }],
    ["that is a secret", { kty: "oct", k: "c2VjcmV0" }],
    ["without a name", { kid: undefined }],
  ])("a key %s is passed over", async (_name, change) => {
    keySet.keys = [{ ...keySet.here.jwk, ...change }, null, 1, "key"];
    await expect(aVerifier().verify(aToken())).rejects.toMatchObject(INVALID);
  });
});

describe("the options", () => {
  test.each([
    "http://auth.example.com/jwks.json",
    "http://localhost.example.com/jwks.json",
    "ftp://localhost/jwks.json",
    "file:///etc/passwd",
    "data:application/json,{}",
    "https://user:pass@auth.example.com/jwks.json",
    "/jwks.json",
    "",
  ])("jwksUrl %j is refused", (jwksUrl) => {
    expect(() => aVerifier({ jwksUrl })).toThrow(TypeError);
    expect(() => aVerifier({ jwksUrl })).toThrow(/^jwksUrl must/);
  });

  test.each(["https://auth.example.com/jwks.json", new URL("https://auth.example.com/jwks.json"), "http://[::1]/jwks"])(
    "jwksUrl %s is taken, and nothing is fetched yet",
    (jwksUrl) => {
      expect(() => aVerifier({ jwksUrl })).not.toThrow();
    },
  );

  test.each(["issuer", "audience"])("an empty or missing %s is refused: nothing would be checked", (name) => {
    for (const value of ["", undefined, null, []]) {
      expect(() => Reflect.apply(aVerifier, null, [{ [name]: value }])).toThrow(`${name} must be a text`);
    }
  });
});
