import type {
  ActivityEvent,
  ChangeEmailBody,
  ChangePasswordBody,
  DeleteAccountBody,
  EndReason,
  ExportedData,
  LoginBody,
  Operations,
  PasswordRules as PasswordPolicy,
  Reauthenticated,
  RegisterBody,
  Challenge as SealedChallenge,
  Security as SecurityOverview,
  Session,
  SettingsBody,
  User,
} from "./api.generated.js";
import type { CredentialJson } from "./identity.js";

export type {
  ActivityEvent,
  EndReason,
  ErrorCode,
  ExportedData,
  Passkey as PasskeyInfo,
  RegistrationFacts,
  Security as SecurityOverview,
  User,
} from "./api.generated.js";
export type { CredentialJson, SecondFactorMethod } from "./identity.js";
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
  /** See `LatchkeyClient.onReauthenticate`. */
  onReauthenticate?: OnReauthenticate | undefined;
  /** Called for failures in the background, such as a refresh that will be tried again. */
  onError?: ((error: unknown) => void) | undefined;
}

/** The reasons of the server. `null`: nobody was signed in, or the reason is unknown. */
export type SignedOutReason = EndReason | "signed-out-here" | "signed-out-elsewhere-in-this-browser" | null;

/** What the server asks for before it gives or refreshes a session. Nobody is signed out by it. */
export interface Challenge extends Readonly<SealedChallenge> {
  /** ENROLMENT_REQUIRED: the account must get a second factor first: `startTotp`, `confirmTotp` and `addPasskey` take the `flow`. */
  readonly code: "SECOND_FACTOR_REQUIRED" | "ENROLMENT_REQUIRED";
}

/** The user who has signed in, or the challenge that must be met first: `result.challenge` says which. */
export type SignInResult = (User & { readonly challenge?: undefined }) | { readonly challenge: Challenge };

/** What proves again that the user is there: one of the four. `passkeyProof` of `@latchkey/client/passkeys` makes the last. */
export type Proof =
  | { password: string }
  | { code: string }
  | { recoveryCode: string }
  | { flow: string; credential: CredentialJson };

/** A second step: the flow of the challenge, and a proof. A passkey brings a flow of its own, which continues that of the challenge. */
export type SecondFactorInput = { flow: string; rememberMe?: boolean | undefined } & Exclude<
  Proof,
  { password: string }
>;

/** What a request needs that was refused with REAUTHENTICATION_REQUIRED. `null` where a server on another origin hides it. */
export interface WantedProof {
  /** 1: any proof. 2: a second factor, which a password does not replace. */
  readonly level: number | null;
  readonly maxAgeSeconds: number | null;
}

export type OnReauthenticate = (wanted: WantedProof) => MaybePromise<boolean>;

export type SessionState =
  /** The server was not asked yet, could not be reached, or has a challenge. */
  | { readonly status: "unknown"; readonly user?: undefined; readonly challenge?: Challenge | undefined }
  /** With a challenge: the session is refreshed again when `secondFactor` has met it. */
  | { readonly status: "signed-in"; readonly user: User; readonly challenge?: Challenge | undefined }
  | {
      readonly status: "signed-out";
      readonly reason: SignedOutReason;
      readonly user?: undefined;
      readonly challenge?: undefined;
    };

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

/** A secret for an authenticator app. */
export type TotpSecret = Operations["POST /users/totp"]["data"];

/** Calls operations of the API with the session of a client. */
export interface ApiCaller {
  /** `tail` follows the path of the operation: an id or a query. */
  call: CallOperation<keyof Operations>;
  /** For an operation whose answer replaces the tokens. */
  renew: CallOperation<RenewingOperation>;
}

type CallOperation<Names extends keyof Operations> = <Name extends Names>(
  operation: Name,
  body?: Operations[Name]["body"],
  tail?: string,
) => Promise<Operations[Name]["data"]>;

type RenewingOperation = {
  [Name in keyof Operations]: "refreshToken" extends keyof Operations[Name]["data"] ? Name : never;
}[keyof Operations];

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
   * Signs in by username or by email. An account with a second factor gets a `challenge` instead: nobody is signed in until
   * `secondFactor` has met it.
   *
   * @example
   * const result = await client.login({ username: "ada", password, rememberMe: false });
   * if (result.challenge) render(result.challenge.methods);
   * client.state.status; // "signed-in"
   */
  login(input: LoginBody): Promise<SignInResult>;
  /**
   * Meets a challenge, of a sign-in or of `state`, and signs in. CODE_INVALID: ask again, the flow stays good. FLOW_INVALID: it has
   * expired, so begin again with `login`, or with `refresh` when the challenge came from `state`.
   *
   * @example
   * const { challenge } = client.state;
   * if (challenge) await client.secondFactor({ flow: challenge.flow, code: "287082", rememberMe: true });
   */
  secondFactor(input: SecondFactorInput): Promise<User>;
  /**
   * Proves again that the user is there, for what needs a fresh session. Signs nobody in and nobody out.
   *
   * @example
   * const { level } = await client.reauthenticate({ password });
   * level; // 1
   */
  reauthenticate(proof: Proof): Promise<Pick<Reauthenticated, "level" | "authenticatedAt">>;
  /**
   * Called when a call of this client, or a request by `fetch`, is refused with REAUTHENTICATION_REQUIRED. Show a dialog that calls
   * `reauthenticate`, and return whether it did: then the request is repeated once. Requests of the same moment share one dialog.
   * Also an option of `createLatchkeyClient`.
   *
   * @example
   * client.onReauthenticate = async ({ level }) => {
   *   if (level === 2) return false;
   *   await client.reauthenticate({ password });
   *   return true;
   * };
   */
  onReauthenticate: OnReauthenticate | undefined;
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
   * Changes the password and ends all other sessions. An account without one sets it: `currentPassword` is left out.
   *
   * @example
   * await client.changePassword({ currentPassword: password, newPassword: "a meadow for my horse" });
   */
  changePassword(input: ChangePasswordBody): Promise<void>;
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
  changeEmail(input: ChangeEmailBody): Promise<void>;
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
  deleteAccount(password?: DeleteAccountBody["password"]): Promise<void>;
  /**
   * How the account is protected, and how this session was opened.
   *
   * @example
   * const { methods, recoveryCodesLeft, passkeys } = await client.security();
   */
  security(): Promise<SecurityOverview>;
  /**
   * Makes a secret for an authenticator app: show `uri` as a QR code, and `secret` to type. Nothing changes until `confirmTotp`.
   * Takes the `password` where the account has one, and the `flow` of an ENROLMENT_REQUIRED instead of a session.
   *
   * @example
   * const { uri, secret } = await client.startTotp({ password });
   */
  startTotp(input: { password?: string | undefined; flow?: string | undefined }): Promise<TotpSecret>;
  /**
   * Turns the authenticator app on with a code of it, and ends all other sessions. Returns the recovery codes with the first
   * factor of the account: they are shown once.
   *
   * @example
   * const recoveryCodes = await client.confirmTotp({ code: totpCode });
   */
  confirmTotp(input: { code: string; flow?: string | undefined }): Promise<string[]>;
  /**
   * Turns the authenticator app off, and ends all other sessions.
   *
   * @example
   * await client.removeTotp({ password });
   */
  removeTotp(input?: { password?: string | undefined }): Promise<void>;
  /**
   * Replaces the recovery codes. They are shown once.
   *
   * @example
   * const recoveryCodes = await client.makeRecoveryCodes({ password });
   */
  makeRecoveryCodes(input?: { password?: string | undefined }): Promise<string[]>;
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
   * How the other entries of this package call the API, such as `@latchkey/client/passkeys`.
   *
   * @example
   * const user = await client.api.call("GET /users/profile");
   */
  readonly api: ApiCaller;
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
