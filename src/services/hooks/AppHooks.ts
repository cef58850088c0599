import type { ServerFields, StandardFields, UserFields } from "../../@types/UserFields.js";
import type { ClientInfo } from "../../http/clientInfo.js";
import type { User } from "../../stores/Store.js";
import { frozenCopy } from "../../utils/frozenCopy.js";
import type { AppFields, UserView, UserViews } from "../fields/index.js";
import { callApp } from "./callApp.js";

/** An account that is about to be created: what will be stored, without the password. */
export interface RegisteringUser extends StandardFields, Readonly<UserFields>, Readonly<ServerFields> {
  readonly username: string | null;
  readonly fullName: string | null;
  readonly email: string;
  readonly avatarUrl: string | null;
}

/** Where a request comes from. For a call of the server's own code `ip` is `null`. */
export interface HookClient {
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/** What an app may refuse. What a hook gets is a frozen copy, and what it returns is ignored. */
export interface Hooks {
  /** Asked before an account is created, by a request or by the server's own code: after every check, before any write. */
  readonly beforeRegister?: (user: RegisteringUser, client: HookClient) => void | Promise<void>;
  /** Asked before a session is opened: after the right password, for accounts that may have a session. */
  readonly beforeSignIn?: (user: UserView, client: HookClient) => void | Promise<void>;
}

// A record, so that the compiler asks for every name.
const NAMES: Record<keyof Hooks, true> = { beforeRegister: true, beforeSignIn: true };
export const hookNames = Object.keys(NAMES);

interface AppHooksDeps {
  readonly hooks?: Hooks | undefined;
  readonly fields: AppFields;
  readonly userViews: UserViews;
}

/** Asks the hooks of the app. Each throws REFUSED_BY_APP, OVERLOADED after two seconds, and an Error when the hook fails. */
export class AppHooks {
  readonly #deps: AppHooksDeps;

  constructor(deps: AppHooksDeps) {
    this.#deps = deps;
  }

  /** @param user what will be stored; `fields` as the store keeps them */
  async beforeRegister(
    user: Pick<User, "username" | "fullName" | "email" | "avatarUrl" | "fields">,
    client: ClientInfo,
  ): Promise<void> {
    const { beforeRegister: hook } = this.#deps.hooks ?? {};
    if (hook === undefined) return;
    const { username, fullName, email, avatarUrl } = user;
    const newUser = { username, fullName, email, avatarUrl, ...this.#deps.fields.view(user.fields) };
    await callApp("hooks.beforeRegister", () => hook(frozenCopy(newUser), hookClient(client)));
  }

  async beforeSignIn(user: User, client: ClientInfo): Promise<void> {
    const { beforeSignIn: hook } = this.#deps.hooks ?? {};
    if (hook === undefined) return;
    const view = this.#deps.userViews.of(user);
    await callApp("hooks.beforeSignIn", () => hook(frozenCopy(view), hookClient(client)));
  }
}

function hookClient({ ip, userAgent }: ClientInfo): HookClient {
  return Object.freeze({ ip, userAgent });
}
