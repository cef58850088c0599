import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { describe, expect, onTestFinished, test } from "vitest";
import type { LatchkeyOptions } from "../../src/config/index.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { anAccount, aSignedInUser, refusalOfAccess, signIn } from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { TestClient } from "../support/http/TestClient.js";
import { ACCESS_SECRET, startTestServer, type TestServer } from "../support/http/testServer.js";
import { DAY, HOUR, ManualClock, MINUTE } from "../support/ManualClock.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const ES256 = { accessTokenAlgorithm: "ES256" } as const;
const kidOf = (token: string) => decodeProtectedHeader(token).kid;

/** What a service in another language would do: another library, with nothing but the key set. */
function verifyElsewhere(server: TestServer, token: string) {
  return jwtVerify(token, createRemoteJWKSet(new URL("/.well-known/jwks.json", server.origin)), {
    algorithms: ["ES256"],
    typ: "at+jwt",
    issuer: server.config.accessTokenIssuer,
    audience: server.config.accessTokenAudience,
    requiredClaims: ["sub", "sid", "gen", "iat", "exp", "jti"],
    currentDate: new Date(server.clock.now()),
  });
}

describeOnEveryStore("access tokens of ES256", (servers) => {
  const server = servers.shared(ES256);

  test("are accepted here, and by another library with the published keys alone", async () => {
    const user = await anAccount(server());
    const { accessToken } = await signIn(server(), user);
    expect(await refusalOfAccess(server(), accessToken)).toBeNull();
    const { payload, protectedHeader } = await verifyElsewhere(server(), accessToken);
    expect(protectedHeader).toEqual({ alg: "ES256", typ: "at+jwt", kid: expect.stringMatching(/^[\w-]{43}$/) });
    expect(payload).toMatchObject({ sub: user._id, gen: 0 });
  });

  test("cost no read beside that of every request, whatever their kid says", async () => {
    const { accessToken } = await aSignedInUser(server());
    await refusalOfAccess(server(), accessToken);
    await server().quiet();
    await refusalOfAccess(server(), accessToken);
    expect(server().probe.calls).toEqual(["authState"]);

    const header = Buffer.from(JSON.stringify({ alg: "ES256", typ: "at+jwt", kid: "x".repeat(43) }));
    const foreign = accessToken.replace(/^[^.]+/, header.toString("base64url"));
    server().probe.reset();
    const refusals = await Promise.all(Array.from({ length: 50 }, () => refusalOfAccess(server(), foreign)));
    expect(new Set(refusals)).toEqual(new Set(["ACCESS_TOKEN_INVALID"]));
    expect(server().probe.calls).toEqual(["signingKeys.list"]);
  });

  test("of an unknown key are no answer about credentials while the store is down", async () => {
    const own = await servers.own(ES256);
    const { accessToken } = await aSignedInUser(own);
    await own.store.signingKeys.delete(kidOf(accessToken) ?? "");
    await own.container.signingKeys.maintain();
    own.probe.breakWith(new StoreUnavailableError("down"));
    expect(await refusalOfAccess(own, accessToken)).toBe("STORE_UNAVAILABLE");
    own.probe.heal();
    expect(await refusalOfAccess(own, accessToken)).toBe("ACCESS_TOKEN_INVALID");
  });

  test("of a key that was revoked are refused at once, and the session goes on by a refresh", async () => {
    const own = await servers.own(ES256);
    const { accessToken, refreshToken } = await aSignedInUser(own);
    await own.container.signingKeys.rotateKeys({ revokeOlder: true });
    expect(await refusalOfAccess(own, accessToken)).toBe("ACCESS_TOKEN_INVALID");
    await expect(verifyElsewhere(own, accessToken)).rejects.toMatchObject({ code: "ERR_JWKS_NO_MATCHING_KEY" });
    const { body } = await new TestClient(own.api).post("/auth/refresh-token", { refreshToken });
    expect(await refusalOfAccess(own, body.data.accessToken)).toBeNull();
    expect(kidOf(body.data.accessToken)).not.toBe(kidOf(accessToken));
  });

  test("neither a key nor its seal gets into the log", async () => {
    const own = await servers.own({ ...ES256, logLevel: "trace" });
    await aSignedInUser(own);
    await own.container.signingKeys.rotateKeys();
    const [key] = await own.store.signingKeys.list();
    const log = own.log.join("");
    expect(log).toContain("A signing key was made.");
    expect(log).not.toContain(key?.sealedKey);
    expect(log).not.toMatch(/PRIVATE|"d":/);
  });
});

/** A file that servers share, as processes of one machine do. */
function aSharedFile(clock = new ManualClock()) {
  const databaseFile = join(temporaryFolder(), "latchkey.db");
  const start = async (options: LatchkeyOptions = ES256) => {
    const server = await startTestServer(options, { databaseFile, clock });
    let isClosed = false;
    const close = async () => {
      if (!isClosed) await server.close();
      isClosed = true;
    };
    onTestFinished(close);
    return { ...server, close };
  };
  return { databaseFile, clock, start };
}

describe("a rotation on two servers with one database", () => {
  test("signs nobody out, in no stage, also not by a restart; the old key goes with its last token", async () => {
    const { clock, start } = aSharedFile();
    let [one, other] = await Promise.all([start(), start()]);
    const user = await anAccount(one);
    let tokens = await signIn(one, user);
    const first = kidOf(tokens.accessToken);
    const seen: (string | undefined)[] = [];
    const published = async (server: TestServer) => {
      const response = await fetch(`${server.origin}/.well-known/jwks.json`);
      const { keys } = (await response.json()) as { keys: { kid: string }[] };
      return keys.map(({ kid }) => kid);
    };

    /** In this stage every token that lives is accepted by both, and both make tokens that both accept. */
    async function expectHarmony(): Promise<void> {
      for (const server of [one, other]) {
        const { client } = tokens;
        const refreshed = await new TestClient(server.api, { cookies: Object.fromEntries(client.cookies) }).post(
          "/auth/refresh-token",
        );
        expect(refreshed.status).toBe(200);
        const { accessToken } = refreshed.body.data;
        client.cookies.set("refreshToken", refreshed.body.data.refreshToken);
        seen.push(kidOf(accessToken));
        for (const judge of [one, other]) {
          expect(await refusalOfAccess(judge, accessToken)).toBeNull();
          await verifyElsewhere(judge, accessToken);
        }
        tokens = { ...tokens, accessToken };
      }
    }

    async function restartBoth(): Promise<void> {
      await one.close();
      one = await start();
      await other.close();
      other = await start();
    }

    await expectHarmony();
    await restartBoth();
    await expectHarmony();

    // A day before its time the next key is published, and does not sign.
    clock.advance(89 * DAY);
    await one.container.signingKeys.maintain();
    await other.container.signingKeys.maintain();
    const both = await published(one);
    expect(both).toEqual([first, expect.any(String)]);
    expect(await published(other)).toEqual(both);
    tokens = await signIn(one, user);
    await expectHarmony();
    await restartBoth();
    await expectHarmony();
    expect(new Set(seen)).toEqual(new Set([first]));

    // It signs. A token of the old key counts until it expires.
    clock.advance(DAY - MINUTE);
    const last = await signIn(one, user);
    clock.advance(2 * MINUTE);
    await expectHarmony();
    await restartBoth();
    await expectHarmony();
    expect(new Set(seen)).toEqual(new Set(both));
    for (const server of [one, other]) {
      expect(await refusalOfAccess(server, last.accessToken)).toBeNull();
      await verifyElsewhere(server, last.accessToken);
    }
    expect(kidOf(last.accessToken)).toBe(first);

    // Its last token has expired: it is gone.
    clock.advance(2 * HOUR);
    await one.container.signingKeys.maintain();
    await other.container.signingKeys.maintain();
    expect(await published(one)).toEqual([both[1]]);
    expect(await published(other)).toEqual([both[1]]);
    await expectHarmony();
    await restartBoth();
    await expectHarmony();
  });

  test("that an operator orders on one is known on the other by the first token", async () => {
    const { start } = aSharedFile();
    const [one, other] = await Promise.all([start(), start()]);
    const user = await anAccount(one);
    const before = await signIn(other, user);
    await one.container.signingKeys.rotateKeys();
    const after = await signIn(one, user);
    expect(kidOf(after.accessToken)).not.toBe(kidOf(before.accessToken));
    expect(await refusalOfAccess(other, after.accessToken)).toBeNull();
    expect(kidOf((await signIn(other, user)).accessToken)).toBe(kidOf(after.accessToken));
    expect(await refusalOfAccess(one, before.accessToken)).toBeNull();
  });
});

describe("switching from HS256 to ES256", () => {
  test("signs nobody out: the old access token is refused once, and a refresh gives one of the new kind", async () => {
    const { start } = aSharedFile();
    const before = await start({});
    const { accessToken, refreshToken } = await signIn(before, await anAccount(before));
    await before.close();

    const after = await start();
    expect(await refusalOfAccess(after, accessToken)).toBe("ACCESS_TOKEN_INVALID");
    const { status, body } = await new TestClient(after.api).post("/auth/refresh-token", { refreshToken });
    expect(status).toBe(200);
    expect(await refusalOfAccess(after, body.data.accessToken)).toBeNull();
    await verifyElsewhere(after, body.data.accessToken);
  });

  test("server by server, by lists, no token is refused at any time", async () => {
    const { start } = aSharedFile();
    const STEPS = ["HS256", ["HS256", "ES256"], ["ES256", "HS256"], "ES256"] as const;
    for (const [index, next] of STEPS.entries()) {
      const previous = STEPS[index - 1];
      if (previous === undefined) continue;
      const [old, fresh] = [
        await start({ accessTokenAlgorithm: previous }),
        await start({ accessTokenAlgorithm: next }),
      ];
      const user = await anAccount(old);
      for (const maker of [old, fresh]) {
        const { accessToken } = await signIn(maker, user);
        // The last step is taken when the last token of HS256 has expired.
        for (const judge of [old, fresh]) expect(await refusalOfAccess(judge, accessToken)).toBeNull();
      }
      await old.close();
      await fresh.close();
    }
  });

  test("and back again the key set is gone, and a token of a key is refused", async () => {
    const { start } = aSharedFile();
    const before = await start();
    const { accessToken } = await signIn(before, await anAccount(before));
    await before.close();
    const after = await start({});
    expect(await refusalOfAccess(after, accessToken)).toBe("ACCESS_TOKEN_INVALID");
    expect((await fetch(`${after.origin}/.well-known/jwks.json`)).status).toBe(404);
  });
});

describe("a copy of the database", () => {
  test("holds no private key that can be read, in any of its files", async () => {
    const { databaseFile, start } = aSharedFile();
    const server = await start();
    await signIn(server, await anAccount(server));
    const { key } = server.container.signingKeys.signer(server.clock.now());
    const der = key.export({ format: "der", type: "pkcs8" });
    const secret = Buffer.from(key.export({ format: "jwk" }).d ?? "", "base64url");
    const spellings = (["latin1", "hex", "base64", "base64url"] as const).flatMap((encoding) => [
      secret.toString(encoding),
      der.toString(encoding),
    ]);
    const files = readdirSync(dirname(databaseFile));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const content = readFileSync(join(dirname(databaseFile), file), "latin1");
      for (const spelling of spellings) expect(content).not.toContain(spelling);
      expect(content).not.toContain("PRIVATE KEY");
    }
  });

  test("signs nothing that the server believes, without the server's secret", async () => {
    const { databaseFile, start, clock } = aSharedFile();
    const server = await start();
    const user = await anAccount(server);
    await server.close();
    const copy = join(temporaryFolder(), "copy.db");
    copyFileSync(databaseFile, copy);

    const accessTokenSecret = "a secret that the thief has made up 0123456789";
    const thief = await startTestServer({ ...ES256, accessTokenSecret }, { databaseFile: copy, clock });
    onTestFinished(() => thief.close());
    const { accessToken } = await signIn(thief, user);
    const again = await start();
    expect(await refusalOfAccess(again, accessToken)).toBe("ACCESS_TOKEN_INVALID");
    // Nor when the thief can write their key into the database.
    const database = new Database(databaseFile);
    database.exec(
      `ATTACH '${copy}' AS copy; INSERT INTO signingKeys SELECT * FROM copy.signingKeys WHERE sequence = 2`,
    );
    database.close();
    await again.container.signingKeys.maintain();
    expect(await refusalOfAccess(again, accessToken)).toBe("ACCESS_TOKEN_INVALID");
  });
});

test("a secret that is rotated by a list keeps the key and everybody's tokens, also when the old secret is gone", async () => {
  const { start } = aSharedFile();
  const next = "the next access secret 0123456789 abcdefghij";
  const before = await start();
  const user = await anAccount(before);
  const { accessToken } = await signIn(before, user);
  await before.close();
  for (const accessTokenSecret of [[next, ACCESS_SECRET], [next]]) {
    const server = await start({ ...ES256, accessTokenSecret });
    expect(await refusalOfAccess(server, accessToken)).toBeNull();
    expect(kidOf((await signIn(server, user)).accessToken)).toBe(kidOf(accessToken));
    await server.close();
  }
});

test("a key outlives its last token, however long tokens live", async () => {
  const { clock, start } = aSharedFile();
  const server = await start({ ...ES256, accessTokenExpiry: "1d" });
  const user = await anAccount(server);
  await server.container.signingKeys.rotateKeys();
  const { accessToken } = await signIn(server, user);
  await server.container.signingKeys.rotateKeys();
  clock.advance(DAY - MINUTE);
  await server.container.signingKeys.maintain();
  expect(await refusalOfAccess(server, accessToken)).toBeNull();
});
