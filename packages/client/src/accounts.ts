import type { Tokens, User } from "./api.generated.js";
import type { ClientContext } from "./clientContext.js";
import { LatchkeyError } from "./LatchkeyError.js";
import { compareAndSet, refreshTokenArguments, toStoredSession } from "./storedSession.js";
import type { ApiResult, SendRequest } from "./transport.js";
import type { ApiCaller, LatchkeyClient, SignedOutReason } from "./types.js";
import type { RunRequest } from "./withRefreshRetry.js";

export type Accounts = Omit<
  LatchkeyClient,
  "fetch" | "refresh" | "state" | "start" | "subscribe" | "on" | "onReauthenticate" | "close"
>;

/**
 * The calls about accounts and sessions. `withRefreshRetry` repeats a call after a refresh, `run` also after a question to the
 * user.
 */
export function createAccounts(
  context: ClientContext,
  request: SendRequest,
  withRefreshRetry: RunRequest,
  run: RunRequest,
): Accounts {
  const { storage, lock, status, post } = context;
  let currentSession: string | undefined;

  const call: ApiCaller["call"] = async (name, body, tail) =>
    successOf(await run(() => request(name, body, tail))).data;

  /**
   * Exclusive: the server refuses a refresh with the token from before, and the answer to one that arrives later would bring back
   * the cookies of the previous session.
   */
  const renew: ApiCaller["renew"] = async (name, body, tail) => {
    const attempt = () =>
      lock(async () => {
        const answer = await request(name, body, tail);
        if (!answer.error) await keep(answer);
        return answer;
      });
    return successOf(await run(attempt)).data;
  };

  async function keep({ data, accessExpiresAt }: Success<Renewed>) {
    // An account at a provider was linked, and the session is the same.
    if (data.identity) return;
    await storage.set(toStoredSession(context, data, accessExpiresAt));
    await context.planRefresh();
    status.challenged();
    if (data.user) status.signedIn(data.user as User);
    post(data.user ? "signed-in" : "refreshed");
  }

  async function signedOut(reason: SignedOutReason = "signed-out-here"): Promise<void> {
    await storage.set(null);
    status.signedOut(reason);
    post("signed-out");
  }

  /** The link in an email may belong to another user than the one who is signed in here. */
  function userChanged(user: User): User {
    const { state } = status;
    if (state.status === "signed-in" && state.user._id === user._id) {
      status.signedIn(user);
      post("user-changed");
    }
    return user;
  }

  const profile = async () => {
    const { state } = status;
    const user = await call("GET /users/profile");
    // The user signed out, or somebody else signed in, meanwhile: the answer is out of date.
    if (state.status === status.state.status && state.user === status.state.user) status.signedIn(user);
    return user;
  };

  /**
   * The server takes an expired access token at a link for none. So a session that is alive is refreshed before. It asks for another
   * proof where nobody is signed in to the account, so nobody can be asked to give one again.
   */
  const atLink = (name: LinkCall) => async (token: string, answer?: object) => {
    if (status.state.status === "signed-in") await profile().catch(() => {});
    return userChanged(successOf(await withRefreshRetry(() => request(name, { token, ...answer }))).data as User);
  };

  const sessions: Accounts["sessions"] = async () => {
    const list = await call("GET /auth/sessions");
    currentSession = list.find(({ current }) => current)?._id;
    return list;
  };

  const endSession: Accounts["endSession"] = async (id) => {
    await call("DELETE /auth/sessions/{id}", undefined, encodeURIComponent(id));
    if (id === currentSession) await signedOut();
  };

  return {
    register: (body) => call("POST /auth/register", body),
    login: async (body) => {
      try {
        return (await renew("POST /auth/login", body)).user;
      } catch (error) {
        const challenge = error instanceof LatchkeyError && error.challenge;
        if (challenge) return { challenge };
        throw error;
      }
    },
    secondFactor: async (body) => (await renew("POST /auth/second-factor", body)).user,
    reauthenticate: async (proof) => {
      // Exclusive as well: it replaces the access token of the session that a refresh would replace.
      const attempt = () =>
        lock(async () => {
          const record = await storage.get();
          const answer = await request("POST /auth/reauthenticate", proof);
          if (record && !answer.error) {
            const tokens = { ...answer.data, refreshToken: record.refreshToken };
            const next = toStoredSession(context, tokens, answer.accessExpiresAt);
            await compareAndSet(storage, record, { ...next, pendingKey: record.pendingKey });
          }
          return answer;
        });
      const { data } = successOf(await withRefreshRetry(attempt));
      await context.planRefresh();
      post("refreshed");
      return data;
    },
    logout: () =>
      lock(async () => {
        const { error } = await request("POST /auth/logout", ...refreshTokenArguments(await storage.get()));
        // 401: the session had already ended, which is what the user wants.
        if (error && error.status !== 401) throw error;
        await signedOut();
      }),
    logoutAll: async () => {
      await call("POST /auth/logout-all");
      await signedOut();
    },
    profile,
    passwordPolicy: () => call("GET /auth/password-policy"),
    sessions,
    endSession,
    endOtherSessions: async () => {
      const list = await sessions();
      await Promise.all(list.map(({ _id, current }) => current || endSession(_id).catch(unlessGone)));
    },
    changePassword: async (body) => {
      await renew("POST /auth/change-password", body);
    },
    forgotPassword: (email) => call("POST /auth/forgot-password", { email }),
    resetPassword: (body) => call("POST /auth/reset-password", body),
    // The overloads say that notMe answers no user.
    verifyEmail: atLink("POST /auth/verify-email") as Accounts["verifyEmail"],
    resendVerification: (email) => call("POST /auth/resend-verification", { email }),
    updateSettings: async (body) => userChanged(await call("PATCH /users/settings", body)),
    changeEmail: (body) => call("POST /users/change-email", body),
    confirmEmailChange: atLink("POST /auth/confirm-email-change"),
    deleteAccount: async (password) => {
      await call("DELETE /users/account", { password });
      await signedOut("deleted");
    },
    security: () => call("GET /users/security"),
    startTotp: (input) => call("POST /users/totp", input),
    confirmTotp: async (input) => (await renew("POST /users/totp/confirm", input)).recoveryCodes ?? [],
    removeTotp: async (input) => {
      await renew("DELETE /users/totp", input);
    },
    makeRecoveryCodes: async (input) => (await call("POST /users/recovery-codes", input)).recoveryCodes,
    exportData: () => call("GET /users/export"),
    api: { call, renew },
    activity: ({ limit = 100, before = "" } = {}) =>
      call("GET /users/activity", undefined, `?limit=${limit}${before && `&before=${encodeURIComponent(before)}`}`),
  };
}

type LinkCall = "POST /auth/verify-email" | "POST /auth/confirm-email-change";

type Renewed = Tokens & { user?: object | undefined; identity?: object | undefined };

type Success<Data> = Extract<ApiResult<Data>, { error: null }>;

function successOf<Data>(answer: ApiResult<Data>): Success<Data> {
  if (answer.error) throw answer.error;
  return answer;
}

/** Ignores that another client has ended the session first. */
function unlessGone(error: { code?: string }): void {
  if (error.code !== "SESSION_NOT_FOUND") throw error;
}
