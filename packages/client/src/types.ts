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

/** What a client that is no browser keeps. Whoever reads it can act as the user: keep it where only the app can. */
export interface StoredSession {
  accessToken: string;
  refreshToken: string;
  /** Epoch milliseconds, `null` when the server did not say. */
  accessExpiresAt: number | null;
  /** The `Idempotency-Key` of a refresh that was sent and not answered yet. */
  pendingKey: string | null;
}

/** Where the tokens are kept. A write that resolved must survive a crash. */
export interface TokenStorage {
  get(): MaybePromise<StoredSession | null>;
  set(session: StoredSession | null): MaybePromise<void>;
  /**
   * Writes `next` if what is stored is still `expected` (the same refresh token and the same pending key), and says whether it
   * did, in one atomic step. Needed where several processes share a storage whose `get` or `set` is asynchronous: without it
   * two of them can send one token with two keys, which the server takes for theft.
   */
  compareAndSet?(expected: StoredSession | null, next: StoredSession | null): MaybePromise<boolean>;
}

export interface ClientOptions {
  /** Where Latchkey's router is mounted. Outside of browsers it must be absolute. Default `/api/v1`. */
  baseUrl?: string | undefined;
  /** Default `cookies` where a document exists, else `tokens`. */
  mode?: "cookies" | "tokens" | undefined;
  /** With `tokens`. Default: the memory of this client. */
  storage?: TokenStorage | undefined;
  /** With `tokens`: other origins that get the access token from `client.fetch`, such as `https://api.example.com`. */
  origins?: readonly string[] | undefined;
  fetch?: typeof fetch | undefined;
  /** Milliseconds until a call to Latchkey fails with TIMEOUT. Default 15 000. */
  timeoutMs?: number | undefined;
  /** Hears of failures in the background, such as a refresh that will be tried again. */
  onError?: ((error: unknown) => void) | undefined;
}

/** The server's reasons; `null`: nobody was signed in, or nobody knows why. */
export type SignedOutReason = EndReason | "signed-out-here" | "signed-out-elsewhere-in-this-browser" | null;

export type SessionState =
  /** Not asked yet, or the server could not be asked. */
  | { readonly status: "unknown" }
  | { readonly status: "signed-in"; readonly user: User }
  | { readonly status: "signed-out"; readonly reason: SignedOutReason };

export interface ClientEvents {
  "signed-in": { user: User };
  /** A session was over: not when a page finds that nobody is signed in. */
  "signed-out": { reason: SignedOutReason };
  /** Other data of the same user, or another user. */
  "user-changed": { user: User };
  /** A call got no answer, or one of a proxy in front of a server that is away. Nobody is signed out by that. */
  offline: undefined;
  online: undefined;
}

export interface ActivityPage {
  /** At most 200. Default 100. */
  limit?: number | undefined;
  /** The `_id` of the last event of the page before. */
  before?: string | undefined;
}

/** Every call rejects with a `LatchkeyError`. None needs `this`. */
export interface LatchkeyClient {
  /** Makes an account. Does not sign in. */
  register(input: RegisterBody): Promise<User>;
  /** By username or by e-mail. */
  login(input: LoginBody): Promise<User>;
  logout(): Promise<void>;
  logoutAll(): Promise<void>;
  /** Joins a refresh that runs. Rejects when it did not succeed, which says nothing unless `status` is 401. */
  refresh(): Promise<void>;
  profile(): Promise<User>;
  passwordPolicy(): Promise<PasswordPolicy>;
  sessions(): Promise<SessionInfo[]>;
  endSession(id: string): Promise<void>;
  endOtherSessions(): Promise<void>;
  /** Every other session ends. */
  changePassword(input: { currentPassword: string; newPassword: string }): Promise<void>;
  forgotPassword(email: string): Promise<void>;
  /** Does not sign in. Every session ends. */
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
   * `fetch` for your own API, with the session of this client. A 401 about the access token is answered by one refresh and one
   * repeat; the body is kept for that. A 401 that is returned is definite. Rejects as `fetch` does, and with a `LatchkeyError`
   * when the session could not be refreshed at the moment. Other origins get neither token nor repeat.
   */
  readonly fetch: typeof fetch;

  readonly state: SessionState;
  /** Finds out whether somebody is signed in, and keeps it so. More calls answer the same. */
  start(): Promise<SessionState>;
  /** Calls `listener` at every change of `state`. Answers how to stop it. */
  subscribe(listener: (state: SessionState) => void): () => void;
  on<Name extends keyof ClientEvents>(event: Name, listener: (detail: ClientEvents[Name]) => void): () => void;
  /** Ends timers and listeners. Calls still work; nothing happens by itself any more. */
  close(): void;
}
