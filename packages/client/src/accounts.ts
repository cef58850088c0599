import type { Operations, User } from "./api.generated.js";
import type { Guard } from "./guard.js";
import type { Parts } from "./parts.js";
import { byRefreshToken, recordOf } from "./records.js";
import type { Answer, Ask } from "./transport.js";
import type { LatchkeyClient, SignedOutReason } from "./types.js";

export type Accounts = Omit<LatchkeyClient, "fetch" | "refresh" | "state" | "start" | "subscribe" | "on" | "close">;

/** The calls about accounts and sessions. */
export function createAccounts(parts: Parts, ask: Ask, guarded: Guard): Accounts {
  const { storage, inTurn, status, tell } = parts;
  let currentSession: string | undefined;

  async function call<Name extends keyof Operations>(name: Name, body?: Operations[Name]["body"], tail?: string) {
    return successOf(await guarded(() => ask(name, body, tail))).data;
  }

  async function keepTokens({ data, accessExpiresAt }: Success<Operations["POST /auth/login"]["data"] | object>) {
    await storage.set(recordOf(parts, data, accessExpiresAt));
    await parts.planRefresh();
  }

  async function signedOut(reason: SignedOutReason = "signed-out-here"): Promise<void> {
    await storage.set(null);
    status.signedOut(reason);
    tell("signed-out");
  }

  /** The link of a mail may be another user's than the one who is signed in here. */
  function userChanged(user: User): User {
    const { state } = status;
    if (state.status === "signed-in" && state.user._id === user._id) {
      status.signedIn(user);
      tell("user-changed");
    }
    return user;
  }

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
    // In turn: the answer to a refresh that arrives later would put back the cookies of the session before.
    login: (body) =>
      inTurn(async () => {
        const answer = successOf(await ask("POST /auth/login", body));
        await keepTokens(answer);
        status.signedIn(answer.data.user);
        tell("signed-in");
        return answer.data.user;
      }),
    logout: () =>
      inTurn(async () => {
        const { error } = await ask("POST /auth/logout", ...byRefreshToken(await storage.get()));
        // 401: the session was over already, which is what the user wants.
        if (error && error.status !== 401) throw error;
        await signedOut();
      }),
    logoutAll: async () => {
      await call("POST /auth/logout-all");
      await signedOut();
    },
    profile: async () => {
      const { state } = status;
      const user = await call("GET /users/profile");
      // Signed out or in as somebody else meanwhile: the answer is history.
      if (state === status.state) status.signedIn(user);
      return user;
    },
    passwordPolicy: () => call("GET /auth/password-policy"),
    sessions,
    endSession,
    endOtherSessions: async () => {
      const list = await sessions();
      await Promise.all(list.map(({ _id, current }) => current || endSession(_id).catch(unlessGone)));
    },
    // In turn: a refresh with the token before the change would be refused.
    changePassword: async (body) => {
      const change = () =>
        inTurn(async () => {
          const answer = await ask("POST /auth/change-password", body);
          if (!answer.error) await keepTokens(answer);
          return answer;
        });
      successOf(await guarded(change));
      tell("refreshed");
    },
    forgotPassword: (email) => call("POST /auth/forgot-password", { email }),
    resetPassword: (body) => call("POST /auth/reset-password", body),
    verifyEmail: async (token) => userChanged(await call("POST /auth/verify-email", { token })),
    resendVerification: (email) => call("POST /auth/resend-verification", { email }),
    updateSettings: async (body) => userChanged(await call("PATCH /users/settings", body)),
    changeEmail: (body) => call("POST /users/change-email", body),
    confirmEmailChange: async (token) => userChanged(await call("POST /auth/confirm-email-change", { token })),
    deleteAccount: async (password) => {
      await call("DELETE /users/account", { password });
      await signedOut("deleted");
    },
    exportData: () => call("GET /users/export"),
    activity: ({ limit = 100, before = "" } = {}) =>
      call("GET /users/activity", undefined, `?limit=${limit}${before && `&before=${encodeURIComponent(before)}`}`),
  };
}

type Success<Data> = Extract<Answer<Data>, { error: null }>;

function successOf<Data>(answer: Answer<Data>): Success<Data> {
  if (answer.error) throw answer.error;
  return answer;
}

/** Somebody else ended it first. */
function unlessGone(error: { code?: string }): void {
  if (error.code !== "SESSION_NOT_FOUND") throw error;
}
