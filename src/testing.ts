import { randomUUID } from "node:crypto";
import type { Latchkey } from "./latchkey.js";
import type { NewUser } from "./library/ServerUsers.js";
import { type TestAccess, testAccessOf, testEvidence } from "./library/testAccess.js";
import { requireId } from "./library/userId.js";
import { withPublicErrors } from "./library/withPublicErrors.js";
import type { UserView } from "./services/account/index.js";
import { ApiError } from "./utils/ApiError.js";
import { isLocalhost } from "./utils/isLocalhost.js";

/** A session that was opened for a test, in the forms in which requests carry it. */
export interface TestSession {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** For a browser of the test: `context.addCookies(cookies)` of Playwright takes them. */
  readonly cookies: ReadonlyArray<{ readonly name: string; readonly value: string; readonly url: string }>;
  /** The same as the value of a `Cookie` header. */
  readonly cookieHeader: string;
  /** The bearer token, for clients that are no browsers: no origin is asked for. */
  readonly headers: { readonly Authorization: string };
}

const TEST_CLIENT = { isBrowser: true, ip: null, userAgent: "latchkey/testing" };

/**
 * Creates a user for a test, with a verified address and names that no other has. Without `password` nothing is hashed, and nobody
 * can sign in as the user over HTTP; {@link signInAs} can. Throws as `latchkey.users.create`, and away from localhost.
 *
 * @example
 * const user = await createTestUser(latchkey, { roles: ["admin"] });
 * user.emailVerified; // true
 */
export async function createTestUser(latchkey: Latchkey, overrides: Partial<NewUser> = {}): Promise<UserView> {
  const { config } = accessOnLocalhost(latchkey);
  const unique = randomUUID().slice(0, 18);
  const profile = {
    ...(config.username !== "off" && { username: `user-${unique}` }),
    ...(config.fullName !== "off" && { fullName: "Test User" }),
    email: `${unique}@example.com`,
  };
  return latchkey.users.create({ ...profile, emailVerified: true, ...overrides });
}

/**
 * Opens a session for the user, without HTTP and without a password: with a write and no hash. Throws ACCOUNT_DISABLED,
 * EMAIL_NOT_VERIFIED, USER_NOT_FOUND, and away from localhost.
 *
 * @example
 * const user = await createTestUser(latchkey);
 * const { headers } = await signInAs(latchkey, user);
 * const authenticated = await latchkey.authenticate({ headers: new Headers(headers) });
 * authenticated.user._id === user._id; // true
 */
export async function signInAs(latchkey: Latchkey, user: Pick<UserView, "_id">): Promise<TestSession> {
  const access = accessOnLocalhost(latchkey);
  const tokens = await withPublicErrors(() => openSession(access, requireId(user._id)));
  const { accessToken, refreshToken } = tokens;
  const cookie = (name: "accessToken" | "refreshToken") => ({
    name: access.cookies.nameOf(name),
    value: tokens[name],
    url: access.config.publicUrl,
  });
  const cookies = [cookie("accessToken"), cookie("refreshToken")];
  const cookieHeader = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  return { accessToken, refreshToken, cookies, cookieHeader, headers: { Authorization: `Bearer ${accessToken}` } };
}

async function openSession(access: TestAccess, userId: string) {
  const { open, store, sessions } = access;
  await open();
  const user = await store.users.byId(userId);
  if (user === null) throw new ApiError("USER_NOT_FOUND");
  return sessions.open(user, { rememberMe: true, client: TEST_CLIENT, evidence: testEvidence(access) });
}

/** Elsewhere a forgotten call would be a way into every account. */
function accessOnLocalhost(latchkey: Latchkey): TestAccess {
  const access = testAccessOf(latchkey);
  if (isLocalhost(new URL(access.config.publicUrl))) return access;
  throw new Error(`latchkey/testing works on localhost only, and publicUrl is ${access.config.publicUrl}.`);
}
