import type {
  ActivityEvent,
  EndReason,
  ExportedData,
  LoginBody,
  PasswordRules as PasswordPolicy,
  RegisterBody,
  Session,
  SettingsBody,
  User,
} from "./api.generated.js";

export type { ActivityEvent, EndReason, ErrorCode, ExportedData, RegistrationFacts, User } from "./api.generated.js";
export type * from "./userFields.js";
export type { PasswordPolicy };
export type SessionInfo = Session;

type MaybePromise<T> = T | Promise<T>;

/** What a client with tokens stores. Anybody who reads it can act as the user: store it where only the app can read it. */
export interface StoredSession {
  accessToken: string;
  refreshToken: string;
  /** Epoch milliseconds; `null` when the server did not say. */
  accessExpiresAt: number | null;
  /** The `Idempotency-Key` of a refresh that was sent and is not answered yet. */
  pendingKey: string | null;
}

/** Where the client stores the tokens. A write that resolved must survive a crash. */
export interface TokenStorage {
  get(): MaybePromise<StoredSession | null>;
  set(session: StoredSession | null): MaybePromise<void>;
  /**
   * Writes `next` if the stored session is still `expected` (the same refresh token and the same pending key), and returns whether it
   * did, in one atomic step. Implement it when several processes share a storage whose `get` or `set` is asynchronous: without it
   * two of them can send one token with two keys, which the server treats as theft.
   */
  compareAndSet?(expected: StoredSession | null, next: StoredSession | null): MaybePromise<boolean>;
}

export interface ClientOptions {
  /** Where Latchkey's router is mounted. Must be absolute outside of browsers. Default `/api/v1`. */
  baseUrl?: string | undefined;
  /** Default: `cookies` in a page, else `tokens`. */
  mode?: "cookies" | "tokens" | undefined;
  /** With `tokens`. Default: the memory of this client. */
  storage?: TokenStorage | undefined;
  /** With `tokens`: other origins that get the access token from `client.fetch`, such as `https://api.example.com`. */
  origins?: readonly string[] | undefined;
  fetch?: typeof fetch | undefined;
  /** Milliseconds until a call to Latchkey fails with TIMEOUT. Default: 15,000. */
  timeoutMs?: number | undefined;
  /** Called for failures in the background, such as a refresh that will be tried again. */
  onError?: ((error: unknown) => void) | undefined;
}

/** The reasons of the server. `null`: nobody was signed in, or the reason is unknown. */
export type SignedOutReason = EndReason | "signed-out-here" | "signed-out-elsewhere-in-this-browser" | null;

export type SessionState =
  /** The server was not asked yet, or could not be reached. */
  | { readonly status: "unknown" }
  | { readonly status: "signed-in"; readonly user: User }
  | { readonly status: "signed-out"; readonly reason: SignedOutReason };

export interface ClientEvents {
  "signed-in": { user: User };
  /** A session ended. Not sent when a page finds that nobody is signed in. */
  "signed-out": { reason: SignedOutReason };
  /** The data of the user changed, or another user signed in. */
  "user-changed": { user: User };
  /** A call got no answer, or the error page of a proxy. Nobody is signed out. */
  offline: undefined;
  online: undefined;
}

export interface ActivityPage {
  /** At most 200. Default 100. */
  limit?: number | undefined;
  /** The `_id` of the last event of the previous page. */
  before?: string | undefined;
}

/** Every call rejects with a `LatchkeyError`. All of them work without `this`. */
export interface LatchkeyClient {
  /**
   * Creates an account. Does not sign in.
   *
   * @example
   * const user = await client.register({ username: "grace", fullName: "Grace Hopper", email: "grace@example.com", password });
   * user.username; // "grace"
   */
  register(input: RegisterBody): Promise<User>;
  /**
   * Signs in by username or by email.
   *
   * @example
   * const user = await client.login({ username: "ada", password, rememberMe: false });
   * client.state.status; // "signed-in"
   */
  login(input: LoginBody): Promise<User>;
  /**
   * Signs out here. Succeeds when the session has already ended.
   *
   * @example
   * await client.logout();
   * client.state; // { "status": "signed-out", "reason": "signed-out-here" }
   */
  logout(): Promise<void>;
  /**
   * Signs out all devices of the user, including this one.
   *
   * @example
   * await client.logoutAll();
   */
  logoutAll(): Promise<void>;
  /**
   * Refreshes the tokens now, or joins a refresh that is running. The client refreshes by itself: call it only to be sure.
   * A rejection says nothing about the session unless its `status` is 401.
   *
   * @example
   * await client.refresh();
   */
  refresh(): Promise<void>;
  /**
   * The current user, from the server.
   *
   * @example
   * const { fullName } = await client.profile();
   */
  profile(): Promise<User>;
  /**
   * The rules for passwords, to show next to the field.
   *
   * @example
   * const { minLength, rules } = await client.passwordPolicy();
   */
  passwordPolicy(): Promise<PasswordPolicy>;
  /**
   * All sessions of the user. `current` marks this one.
   *
   * @example
   * const others = (await client.sessions()).filter(({ current }) => !current);
   */
  sessions(): Promise<SessionInfo[]>;
  /**
   * Ends one session of the user. With the own one it signs out here.
   *
   * @example
   * for (const { _id, current } of await client.sessions()) if (!current) await client.endSession(_id);
   */
  endSession(id: string): Promise<void>;
  /**
   * Ends all sessions of the user except this one.
   *
   * @example
   * await client.endOtherSessions();
   */
  endOtherSessions(): Promise<void>;
  /**
   * Changes the password and ends all other sessions.
   *
   * @example
   * await client.changePassword({ currentPassword: password, newPassword: "a meadow for my horse" });
   */
  changePassword(input: { currentPassword: string; newPassword: string }): Promise<void>;
  /**
   * Requests an email with a link that sets a new password. Succeeds for unknown addresses too.
   *
   * @example
   * await client.forgotPassword("ada@example.com");
   */
  forgotPassword(email: string): Promise<void>;
  /**
   * Sets a new password with the token of a link, and ends all sessions. Does not sign in.
   *
   * @example
   * await client.resetPassword({ token: resetToken, newPassword: "a meadow for my horse" });
   */
  resetPassword(input: { token: string; newPassword: string }): Promise<void>;
  /**
   * Verifies the email address with the token of a link. Another browser than the one that registered gets
   * REGISTRATION_UNCONFIRMED, with `registration`: who registered, when and from where. Repeat it with the user's answer: the
   * `password` of the account, or `notMe`, which deletes the account.
   *
   * @example
   * const user = await client.verifyEmail(verificationToken);
   * user.emailVerified; // true
   */
  verifyEmail(token: string, answer?: { password: string }): Promise<User>;
  /**
   * Deletes the account that somebody else has registered with this address.
   *
   * @example
   * await client.verifyEmail(verificationToken, { notMe: true });
   */
  verifyEmail(token: string, answer: { notMe: true }): Promise<void>;
  /**
   * Requests another link that verifies the address. Succeeds for unknown addresses too.
   *
   * @example
   * await client.resendVerification("ada@example.com");
   */
  resendVerification(email: string): Promise<void>;
  /**
   * Changes the profile. A new username requires `password`.
   *
   * @example
   * const user = await client.updateSettings({ fullName: "Ada King" });
   * user.fullName; // "Ada King"
   */
  updateSettings(input: SettingsBody): Promise<User>;
  /**
   * Sends a link to the new address. The address changes when it is confirmed.
   *
   * @example
   * await client.changeEmail({ newEmail: "lovelace@example.com", password });
   */
  changeEmail(input: { newEmail: string; password: string }): Promise<void>;
  /**
   * Confirms a new address with the token of a link. A client that is not signed in to the account gets
   * REAUTHENTICATION_REQUIRED: repeat it with the `password` of the account.
   *
   * @example
   * const user = await client.confirmEmailChange(emailChangeToken);
   * user.email; // "lovelace@example.com"
   */
  confirmEmailChange(token: string, proof?: { password: string }): Promise<User>;
  /**
   * Deletes the account and all its data, and signs out.
   *
   * @example
   * await client.deleteAccount(password);
   */
  deleteAccount(password: string): Promise<void>;
  /**
   * Everything that is stored about the user.
   *
   * @example
   * const { sessions, activity } = await client.exportData();
   */
  exportData(): Promise<ExportedData>;
  /**
   * What happened to the account, newest first.
   *
   * @example
   * const newest = await client.activity({ limit: 50 });
   * const older = await client.activity({ limit: 50, before: newest.at(-1)?._id });
   */
  activity(page?: ActivityPage): Promise<ActivityEvent[]>;

  /**
   * `fetch` for your own API, with the session of this client. After a 401 about the access token it refreshes once and repeats the
   * request with the same body. A 401 that it returns is definite. Rejects as `fetch` does, and with a `LatchkeyError` when the
   * session cannot be refreshed at the moment. Requests to other origins get no token and are not repeated.
   *
   * @example
   * const response = await client.fetch(`${baseUrl}/users/profile`);
   * response.status; // 200
   */
  readonly fetch: typeof fetch;

  /**
   * The current state. `subscribe` reports changes.
   *
   * @example
   * if (client.state.status === "signed-in") render(client.state.user);
   */
  readonly state: SessionState;
  /**
   * Finds out whether somebody is signed in, and keeps the session fresh from then on. Later calls return the state.
   *
   * @example
   * const state = await client.start();
   * state.status; // "signed-in"
   */
  start(): Promise<SessionState>;
  /**
   * Calls `listener` at every change of `state`. Returns the function that unsubscribes.
   *
   * @example
   * const unsubscribe = client.subscribe((state) => render(state));
   * unsubscribe();
   */
  subscribe(listener: (state: SessionState) => void): () => void;
  /**
   * Calls `listener` for one kind of event. Returns the function that removes it.
   *
   * @example
   * const remove = client.on("signed-out", ({ reason }) => render(reason));
   * remove();
   */
  on<Name extends keyof ClientEvents>(event: Name, listener: (detail: ClientEvents[Name]) => void): () => void;
  /**
   * Stops timers and listeners. Calls still work, but nothing refreshes by itself.
   *
   * @example
   * client.close();
   */
  close(): void;
}
