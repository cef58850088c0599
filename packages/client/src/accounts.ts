import type { Operations, User } from "./api.generated.js";
import type { ClientContext } from "./clientContext.js";
import { refreshTokenArguments, toStoredSession } from "./storedSession.js";
import type { ApiResult, SendRequest } from "./transport.js";
import type { LatchkeyClient, SignedOutReason } from "./types.js";
import type { WithRefreshRetry } from "./withRefreshRetry.js";

export type Accounts = Omit<LatchkeyClient, "fetch" | "refresh" | "state" | "start" | "subscribe" | "on" | "close">;

/** The calls about accounts and sessions. */
export function createAccounts(
  context: ClientContext,
  request: SendRequest,
  withRefreshRetry: WithRefreshRetry,
): Accounts {
  const { storage, lock, status, post } = context;
  let currentSession: string | undefined;

  async function call<Name extends keyof Operations>(name: Name, body?: Operations[Name]["body"], tail?: string) {
    return successOf(await withRefreshRetry(() => request(name, body, tail))).data;
  }

  async function keepTokens({ data, accessExpiresAt }: Success<Operations["POST /auth/login"]["data"] | object>) {
    await storage.set(toStoredSession(context, data, accessExpiresAt));
    await context.planRefresh();
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
    if (state === status.state) status.signedIn(user);
    return user;
  };

  /** The server takes an expired access token at a link for none. So a session that is alive is refreshed before. */
  const atLink = (name: LinkCall) => async (token: string, answer?: object) => {
    if (status.state.status === "signed-in") await profile().catch(() => {});
    return userChanged((await call(name, { token, ...answer })) as User);
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
    // Exclusive: the answer to a refresh that arrives later would bring back the cookies of the previous session.
    login: (body) =>
      lock(async () => {
        const answer = successOf(await request("POST /auth/login", body));
        await keepTokens(answer);
        status.signedIn(answer.data.user);
        post("signed-in");
        return answer.data.user;
      }),
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
    // Exclusive: the server refuses a refresh with the token from before the change.
    changePassword: async (body) => {
      const change = () =>
        lock(async () => {
          const answer = await request("POST /auth/change-password", body);
          if (!answer.error) await keepTokens(answer);
          return answer;
        });
      successOf(await withRefreshRetry(change));
      post("refreshed");
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
    exportData: () => call("GET /users/export"),
    activity: ({ limit = 100, before = "" } = {}) =>
      call("GET /users/activity", undefined, `?limit=${limit}${before && `&before=${encodeURIComponent(before)}`}`),
  };
}

type LinkCall = "POST /auth/verify-email" | "POST /auth/confirm-email-change";

type Success<Data> = Extract<ApiResult<Data>, { error: null }>;

function successOf<Data>(answer: ApiResult<Data>): Success<Data> {
  if (answer.error) throw answer.error;
  return answer;
}

/** Ignores that another client has ended the session first. */
function unlessGone(error: { code?: string }): void {
  if (error.code !== "SESSION_NOT_FOUND") throw error;
}
