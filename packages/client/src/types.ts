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

export type { ActivityEvent, EndReason, ErrorCode, ExportedData, User } from "./api.generated.js";
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
  /** Creates an account. Does not sign in. */
  register(input: RegisterBody): Promise<User>;
  /** Signs in by username or by email. */
  login(input: LoginBody): Promise<User>;
  logout(): Promise<void>;
  logoutAll(): Promise<void>;
  /** Joins a refresh that is running. A rejection says nothing about the session unless its `status` is 401. */
  refresh(): Promise<void>;
  profile(): Promise<User>;
  passwordPolicy(): Promise<PasswordPolicy>;
  sessions(): Promise<SessionInfo[]>;
  endSession(id: string): Promise<void>;
  endOtherSessions(): Promise<void>;
  /** Ends every other session. */
  changePassword(input: { currentPassword: string; newPassword: string }): Promise<void>;
  forgotPassword(email: string): Promise<void>;
  /** Ends every session. Does not sign in. */
  resetPassword(input: { token: string; newPassword: string }): Promise<void>;
  verifyEmail(token: string): Promise<User>;
  resendVerification(email: string): Promise<void>;
  updateSettings(input: SettingsBody): Promise<User>;
  changeEmail(input: { newEmail: string; password: string }): Promise<void>;
  confirmEmailChange(token: string): Promise<User>;
  deleteAccount(password: string): Promise<void>;
  exportData(): Promise<ExportedData>;
  /** Newest first. */
  activity(page?: ActivityPage): Promise<ActivityEvent[]>;

  /**
   * `fetch` for your own API, with the session of this client. After a 401 about the access token it refreshes once and repeats the
   * request with the same body. A 401 that it returns is definite. Rejects as `fetch` does, and with a `LatchkeyError` when the
   * session cannot be refreshed at the moment. Requests to other origins get no token and are not repeated.
   */
  readonly fetch: typeof fetch;

  readonly state: SessionState;
  /** Finds out whether somebody is signed in, and keeps the session fresh from then on. Later calls return the state. */
  start(): Promise<SessionState>;
  /** Calls `listener` at every change of `state`. Returns the function that unsubscribes. */
  subscribe(listener: (state: SessionState) => void): () => void;
  on<Name extends keyof ClientEvents>(event: Name, listener: (detail: ClientEvents[Name]) => void): () => void;
  /** Stops timers and listeners. Calls still work, but nothing refreshes by itself. */
  close(): void;
}
