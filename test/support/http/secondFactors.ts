import { totpCode } from "../../../src/services/factors/index.js";
import { SECOND } from "../ManualClock.js";
import type { NamedUser } from "../records.js";
import { anAccount, eventsOf, PASSWORD, signIn } from "./accounts.js";
import { type SendOptions, TestClient } from "./TestClient.js";
import type { TestServer } from "./testServer.js";

const STEP = 30 * SECOND;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The authenticator app on a phone: it knows the time of the server. */
export class Authenticator {
  readonly #server: TestServer;
  readonly #key: Buffer;

  constructor(server: TestServer, secret: string) {
    this.#server = server;
    this.#key = fromBase32(secret);
  }

  /** The code of now, or of so many steps later. */
  code(later = 0): string {
    return totpCode(this.#key, Math.floor(this.#server.clock.now() / STEP) + later);
  }

  /** Waits until there is a code that was not used. */
  nextCode(): string {
    this.#server.clock.advance(STEP);
    return this.code();
  }

  /** Six digits that are a code neither now nor a step before or after. */
  wrongCode(): string {
    const right = [-1, 0, 1].map((later) => this.code(later));
    return ["000000", "000001", "000002", "000003"].find((code) => !right.includes(code)) ?? "";
  }
}

/** A user with a verified address who is signed in, with an authenticator app that is set up; one more code is needed for the next step. */
export async function aTotpUser(server: TestServer, { browser = false, roles = [] as readonly string[] } = {}) {
  const user = await aVerifiedAccount(server, { roles });
  const { client } = await signIn(server, user, { browser });
  const { app, recoveryCodes } = await setUpTotp(server, client);
  return { user, client, app, recoveryCodes };
}

export function aVerifiedAccount(server: TestServer, overrides: Partial<NamedUser> = {}): Promise<NamedUser> {
  return anAccount(server, { emailVerifiedAt: server.clock.now(), ...overrides });
}

export async function aVerifiedSession(server: TestServer) {
  const user = await aVerifiedAccount(server);
  return { user, ...(await signIn(server, user)) };
}

export function factorsOf(server: TestServer, userId: string) {
  return server.store.secondFactors.get(userId);
}

/** The names of the events of an account. */
export async function eventNamesOf(server: TestServer, userId: string): Promise<string[]> {
  return (await eventsOf(server, userId)).map(({ name }) => name);
}

/** The subjects of the mails to an address, oldest first. */
export async function subjectsTo(server: TestServer, address: string): Promise<string[]> {
  return (await server.mails()).filter(({ to }) => to === address).map(({ subject }) => subject);
}

/** Sets an authenticator app up in a session that may. */
export async function setUpTotp(server: TestServer, client: TestClient, options: SendOptions = {}) {
  const begun = await client.post("/users/totp", { password: PASSWORD }, options);
  if (begun.status !== 201) throw new Error(`POST /users/totp was answered with ${begun.status}.`);
  const app = new Authenticator(server, begun.body.data.secret);
  const { status, body } = await client.post("/users/totp/confirm", { code: app.code() }, options);
  if (status !== 200) throw new Error(`POST /users/totp/confirm was answered with ${status}.`);
  const recoveryCodes: string[] = body.data.recoveryCodes ?? [];
  return { app, recoveryCodes };
}

/** The first step of a sign-in: the flow of the second one, in a client that is not known unless one is given. */
export async function pendingSignIn(
  server: TestServer,
  user: Pick<NamedUser, "username">,
  { client = new TestClient(server.api), password = PASSWORD } = {},
) {
  const response = await client.post("/auth/login", { username: user.username, password });
  const flow: string = response.body.challenge?.flow ?? "";
  return { client, response, flow };
}

/** RFC 4648 §6. */
export function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}
