import bcrypt from "bcrypt";
import { beforeAll, describe, expect, test } from "vitest";
import type { PasswordHasher } from "../../src/services/password/index.js";
import { aNamelessAccount, anAccount, aRegistration, PASSWORD } from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { enroll } from "../support/http/factors.js";
import { TestClient, type TestResponse } from "../support/http/TestClient.js";
import { startTestServer, type TestServer } from "../support/http/testServer.js";
import { lockOut, lookForOldHashes, observable, WRONG } from "../support/limits/limitedSignIns.js";
import { createMemoryStore } from "../support/memoryStore/index.js";
import { aUser } from "../support/records.js";
import { AFTERWARDS, timedAnswer, timesOf } from "../support/security/answerTimes.js";
import { standardError, superiority } from "../support/security/mannWhitney.js";
import { createAccountServices } from "../support/services/accountServices.js";
import { createHasher } from "../support/services/hasher.js";

/**
 * Neither the answer nor its time shows which accounts exist, or what state they are in.
 *
 * No test here asks how fast an answer is. Each compares two samples that were taken in turn, by the probability that an
 * answer of one kind takes longer than one of the other. Where nothing differs it is 0.5, with a standard error of 0.029 for
 * 200 answers of each kind, 0.053 for 60 and 0.075 for 30. It may be 5.6 of them off, which leaves 0.34 to 0.66, 0.20 to
 * 0.80, and 0.08 to 0.92. By chance a comparison is further off once in 47 million times, one of the nine of a run once in 5
 * million runs. That leaves room for a harmless 0.03, such as the microseconds in which a row that is found is read: then it
 * is once in 390,000.
 *
 * What must be found is far outside. Answers vary by some 3 ms, those with bcrypt by 6; an Argon2 hash that is left out saves
 * 14 ms, and a bcrypt hash in its place costs 52 more. Both give 0.00 or 1.00, as the last tests prove. The smallest difference
 * that 200 answers find every other time is about 2 ms. What the store would cause is smaller, and is found by counting what
 * it is asked.
 */
const TOLERANCE = 5.6;
const ROUNDS = 200;
// Two hashes an answer: 85 ms.
const ROUNDS_WITH_BCRYPT = 60;
const ROUNDS_OF_PROOF = 30;
const PATIENCE = 180_000;

const UNLIMITED = "1000000/7d";
const COUNTED_WITHOUT_END = {
  emailCode: "on",
  rateLimit: "on",
  rateLimits: {
    "login.ip": UNLIMITED,
    "login.account": UNLIMITED,
    "login.global": UNLIMITED,
    "forgot.ip": UNLIMITED,
    "forgot.account": UNLIMITED,
    "forgot.global": UNLIMITED,
    "resend.ip": UNLIMITED,
    "resend.account": UNLIMITED,
    "resend.global": UNLIMITED,
    "email-code.ip": UNLIMITED,
    "email-code.account": UNLIMITED,
    "email-code.global": UNLIMITED,
    "email-code-finish.ip": UNLIMITED,
  },
} as const;

/** Whether the samples are further apart than chance explains. */
function areApart(a: readonly number[], b: readonly number[]): boolean {
  return Math.abs(superiority(a, b) - 0.5) > TOLERANCE * standardError(a.length, b.length);
}

/** No kind takes another time than the first. */
function expectAlike(times: Readonly<Record<string, number[]>>): void {
  const [[, reference = []] = [], ...others] = Object.entries(times);
  const found = others.map(([kind, sample]) => [kind, superiority(sample, reference).toFixed(2)]);
  const apart = others.filter(([, sample]) => areApart(sample, reference)).map(([kind]) => kind);
  expect(apart, `the probabilities of superiority are ${JSON.stringify(found)}`).toEqual([]);
}

function signIn(server: TestServer, user: { username: string } | { email: string }): Promise<TestResponse> {
  const login = "username" in user ? { username: user.username } : { email: user.email };
  return new TestClient(server.api).post("/auth/login", { ...login, password: WRONG });
}

function askForMail(server: TestServer, path: string, { email }: { email: string }): Promise<TestResponse> {
  return new TestClient(server.api).post(path, { email });
}

/** A sender whose answers must all have this status, and how long each took. */
function timed(server: TestServer, status: number, send: () => Promise<TestResponse>) {
  return async () => {
    const { time, response } = await timedAnswer(server, send);
    expect(response.status).toBe(status);
    return time;
  };
}

function useServer(options: Parameters<typeof startTestServer>[0]): () => TestServer {
  let server: TestServer | undefined;
  beforeAll(async () => {
    server = await startTestServer(options);
    return () => server?.close();
  });
  return () => {
    if (server === undefined) throw new Error("The server runs only inside tests.");
    return server;
  };
}

describe("the time of a refusal is the same", { timeout: PATIENCE }, () => {
  const server = useServer({ ...COUNTED_WITHOUT_END, requireVerifiedEmail: true });

  test("for a name that no account has, and for accounts of every state", async () => {
    const verified = { emailVerifiedAt: 1 };
    const ada = await anAccount(server(), verified);
    const banned = await anAccount(server(), { ...verified, disabledAt: 1 });
    const unverified = await anAccount(server());
    const nameless = await aNamelessAccount(server(), verified);
    const enrolled = await anAccount(server(), verified);
    await enroll(server(), enrolled, "totp");
    await enroll(server(), enrolled, "passkey");
    const nobody = aRegistration();
    await lookForOldHashes(server());
    const refused = (user: { username: string }) => timed(server(), 401, () => signIn(server(), user));
    const kinds = {
      unknown: refused(nobody),
      "a wrong password": refused(ada),
      disabled: refused(banned),
      unverified: refused(unverified),
      "with second factors": refused(enrolled),
      "an account without a username": timed(server(), 401, () => signIn(server(), { email: nameless.email })),
    };
    expectAlike(await timesOf(kinds, ROUNDS));
  });

  test("also where accounts with a bcrypt hash wait for their upgrade", async () => {
    const old = await anAccount(server(), { passwordHash: await bcrypt.hash(PASSWORD, 10) });
    const nobody = aRegistration();
    await lookForOldHashes(server());
    const refused = (user: { username: string }) => timed(server(), 401, () => signIn(server(), user));
    expectAlike(await timesOf({ unknown: refused(nobody), old: refused(old) }, ROUNDS_WITH_BCRYPT));
  });
});

describe("the time of a limited sign-in is the same", { timeout: PATIENCE }, () => {
  const server = useServer({ rateLimit: "on" });

  test("for a locked account and a name that no account has", async () => {
    const [locked, nobody] = [await anAccount(server()), aRegistration()];
    await lockOut(server(), locked);
    await lockOut(server(), nobody);
    const limited = (user: { username: string }) => timed(server(), 429, () => signIn(server(), user));
    expectAlike(await timesOf({ unknown: limited(nobody), locked: limited(locked) }, ROUNDS));
  });
});

describe("the time of asking for a mail is the same", { timeout: PATIENCE }, () => {
  const server = useServer(COUNTED_WITHOUT_END);

  // Each with the account to which a mail goes.
  test.each([
    ["/auth/forgot-password", 1],
    ["/auth/resend-verification", null],
    ["/auth/email-code", 1],
  ])("at %s, for a mailbox of an account and one of nobody", async (path, emailVerifiedAt) => {
    const known = await anAccount(server(), { emailVerifiedAt });
    const asked = (user: { email: string }) => timed(server(), 202, () => askForMail(server(), path, user));
    expectAlike(await timesOf({ unknown: asked(aRegistration()), known: asked(known) }, ROUNDS));
    const mails = await server().mails();
    // Of codes three wait at a time.
    const expected = path === "/auth/email-code" ? 2 : ROUNDS;
    expect(mails.filter(({ to }) => to === known.email).length).toBeGreaterThan(expected);
  });
});

describeOnEveryStore("before it refuses a sign-in the server asks the store the same, call by call,", (servers) => {
  const server = servers.shared({ ...COUNTED_WITHOUT_END, requireVerifiedEmail: true });

  /** What was asked up to the answer, and the answer. */
  async function refusalOf(login: { username: string } | { email: string }) {
    await server().quiet();
    const calls: string[] = [];
    const { response } = await timedAnswer(server(), async () => {
      const answer = await signIn(server(), login);
      calls.push(...server().probe.calls.filter((verb) => !AFTERWARDS.has(verb)));
      return answer;
    });
    return { calls, answer: observable(response) };
  }

  test("for every kind of account, and for no account", async () => {
    const known = [
      await anAccount(server(), { emailVerifiedAt: 1 }),
      await anAccount(server(), { emailVerifiedAt: 1, disabledAt: 1 }),
      await anAccount(server()),
      await anAccount(server(), { passwordHash: await bcrypt.hash(PASSWORD, 4) }),
    ];
    const unknown = await refusalOf(aRegistration());
    expect(unknown.answer.status).toBe(401);
    expect(unknown.calls).toContain("rateLimits.add");
    for (const user of known) expect(await refusalOf(user)).toEqual(unknown);
    const { email } = await aNamelessAccount(server(), { emailVerifiedAt: 1 });
    expect(await refusalOf({ email })).toEqual(await refusalOf({ email: aRegistration().email }));
    expect(await refusalOf({ email })).toEqual(unknown);
  });
});

describeOnEveryStore("before it refuses a mailed code the server asks the store the same, call by call,", (servers) => {
  const server = servers.shared({ emailCode: "on" });

  /** A flow for the address, as the browser has it after its request. */
  async function flowFor(email: string): Promise<string> {
    const { body } = await new TestClient(server().api).post("/auth/email-code", { email });
    return body.data.flow;
  }

  /** What was asked up to the answer, what it wrote, and the answer. */
  async function refusalOf(flow: string) {
    await server().quiet();
    const asked: { calls: string[]; writes: string[] } = { calls: [], writes: [] };
    const { response } = await timedAnswer(server(), async () => {
      // The code of a mail is this one once in a hundred million times.
      const answer = await new TestClient(server().api).post("/auth/email-code/finish", { flow, code: "00000000" });
      for (const kind of ["calls", "writes"] as const) {
        asked[kind].push(...server().probe[kind].filter((verb) => !AFTERWARDS.has(verb)));
      }
      return answer;
    });
    return { ...asked, answer: observable(response) };
  }

  test("for a code of an account that waits, is used up or was never mailed, and for no account", async () => {
    const verified = { emailVerifiedAt: 1 };
    const [ada, banned] = [
      await anAccount(server(), verified),
      await anAccount(server(), { ...verified, disabledAt: 1 }),
    ];
    const [unverified, crowded] = [await anAccount(server()), await anAccount(server(), verified)];
    for (let asked = 0; asked < 3; asked += 1) await flowFor(crowded.email);
    // From then on there is a record to write for nobody.
    await refusalOf(await flowFor(aRegistration().email));
    const unknown = await refusalOf(await flowFor(aRegistration().email));
    expect(unknown.answer.status).toBe(401);
    expect(unknown.writes).toEqual(["emailCodes.compareAndSet"]);
    const waiting = await flowFor(ada.email);
    // Five tries that count, and one that does not any more.
    for (let tried = 0; tried < 6; tried += 1) expect(await refusalOf(waiting)).toEqual(unknown);
    for (const { email } of [banned, unverified, crowded])
      expect(await refusalOf(await flowFor(email))).toEqual(unknown);
  });
});

describeOnEveryStore("the answer to a request for a code is the same, field by field,", (servers) => {
  const server = servers.shared({ emailCode: "on", rateLimit: "on" });

  test("for every kind of account, for no account, and for a mailbox that got enough", async () => {
    const verified = { emailVerifiedAt: 1 };
    const [ada, full] = [await anAccount(server(), verified), await anAccount(server(), verified)];
    const others = [await anAccount(server()), await anAccount(server(), { ...verified, disabledAt: 1 })];
    for (let asked = 0; asked < 6; asked += 1) await askForMail(server(), "/auth/email-code", full);
    // Addresses of one length, which is all that shows in the length of a flow.
    const shapes = [];
    for (const user of [aRegistration(), ada, full, ...others]) {
      const { status, body, setCookies } = await askForMail(server(), "/auth/email-code", user);
      shapes.push({
        status,
        body: { ...body, data: body.data.flow.length },
        cookies: setCookies.map(({ length }) => length),
      });
    }
    const [first] = shapes;
    expect(first).toMatchObject({ status: 202, body: { success: true } });
    for (const shape of shapes) expect(shape).toEqual(first);
  });
});

type Hasher = Pick<PasswordHasher, "hash" | "verify" | "needsRehash">;

describe("a careless hasher is found", { timeout: PATIENCE }, () => {
  const hasher = createHasher();
  hasher.expectLegacy([]);

  const carelessHasher = (verify: Hasher["verify"]): Hasher => ({
    hash: (password, requester) => hasher.hash(password, requester),
    needsRehash: (stored) => hasher.needsRehash(stored),
    verify,
  });

  /** Times of refusals, by the real sign-in over a hasher that is not ours. */
  async function timesWith(careless: Hasher, passwordHash: string) {
    const store = createMemoryStore();
    await store.open();
    const { signIn, background } = createAccountServices(store, { hasher: careless });
    const user = aUser({ passwordHash });
    await store.users.create(user);
    const refusal = (username: string) => async () => {
      const client = { isBrowser: false, ip: "127.0.0.1", userAgent: null };
      const presented = { presentedCookie: null, presentedDevice: null };
      const start = performance.now();
      const attempt = signIn.login({ username, email: null, password: WRONG, rememberMe: true, ...presented, client });
      await expect(attempt).rejects.toMatchObject({ code: "INVALID_CREDENTIALS" });
      const time = performance.now() - start;
      await background.drain();
      return time;
    };
    return timesOf({ unknown: refusal("nobody-at-all"), known: refusal(user.username) }, ROUNDS_OF_PROOF);
  }

  test("that hashes nothing for a name that no account has", async () => {
    const careless = carelessHasher(async (stored, password) => stored !== null && hasher.verify(stored, password));
    const { unknown, known } = await timesWith(careless, await hasher.hash(PASSWORD));
    expect(areApart(unknown, known)).toBe(true);
    expect(superiority(known, unknown)).toBeGreaterThan(0.99);
  });

  test("that verifies only with the algorithm of the account", async () => {
    const careless = carelessHasher(async (stored, password) =>
      stored?.startsWith("$2") ? bcrypt.compare(password, stored) : hasher.verify(stored, password),
    );
    const { unknown, known } = await timesWith(careless, await bcrypt.hash(PASSWORD, 10));
    expect(areApart(unknown, known)).toBe(true);
    expect(superiority(known, unknown)).toBeGreaterThan(0.99);
  });

  test("and ours is not", async () => {
    expectAlike(await timesWith(hasher, await hasher.hash(PASSWORD)));
  });
});
