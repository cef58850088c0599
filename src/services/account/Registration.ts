import type { ClientInfo } from "../../http/clientInfo.js";
import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { newId } from "../../utils/ids.js";
import type { FieldValues } from "../fields/index.js";
import { dummyHash } from "../password/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import { userExists } from "./accountErrors.js";

export interface NewAccount {
  readonly username: string | null;
  readonly fullName: string | null;
  readonly email: string;
  /** `null`: the owner sets the first one with a link from an email. */
  readonly password: string | null;
  readonly avatarUrl: string | null;
  readonly roles: readonly string[];
  /** The app's own, checked. */
  readonly fields?: FieldValues;
  /** Whether the address is known to be the owner's. Otherwise an email with a link follows. */
  readonly emailVerified: boolean;
  /**
   * What is stored before the account, under the id that the account gets. With a passkey it has a factor from its first moment.
   */
  readonly firstCredential?: { readonly kind: "passkey" | "identity"; readonly userId: string };
}

export type RegistrationInput = Omit<NewAccount, "roles" | "emailVerified" | "firstCredential"> & {
  /** The language of the request as a BCP 47 tag, for a user who names none. */
  readonly requestedLocale?: string | null;
};

type RegistrationDeps = Pick<
  AccountDeps,
  "users" | "clock" | "background" | "audit" | "hasher" | "passwordPolicy" | "mailer" | "limits" | "fields" | "hooks"
>;

/** How accounts are created: by their owner, or by an operator. */
export class Registration {
  readonly #deps: RegistrationDeps;

  constructor(deps: RegistrationDeps) {
    this.#deps = deps;
  }

  /**
   * Creates an account for its owner, without roles and with an unverified address, whatever the request says.
   *
   * Only an account that is created uses up the limit that everybody shares. Otherwise one client that repeats taken names
   * could keep everybody else from registering.
   * Throws USER_EXISTS, VALIDATION_FAILED (the password), REFUSED_BY_APP, RATE_LIMITED, OVERLOADED.
   */
  async register(input: RegistrationInput, client: ClientInfo): Promise<User> {
    const { limits } = this.#deps;
    const { username, fullName, email, password, avatarUrl } = input;
    const fields = this.#deps.fields.withLocale(input.fields ?? {}, input.requestedLocale ?? null);
    const account = { username, fullName, email, password, avatarUrl, fields, roles: [], emailVerified: false };
    try {
      return await this.createAccount(account, client, () => limits.consume("register.global", "all"));
    } catch (error) {
      if (error instanceof ApiError && error.code === "USER_EXISTS") await limits.refund("register.global", "all");
      throw error;
    }
  }

  /**
   * The unique index alone decides whether a name is free: a read before the write would only lose the race. The email with
   * the link follows after the answer.
   *
   * The app's hook runs before anything asks for the names: its answer and its time are the same for taken and free ones.
   * Throws USER_EXISTS, VALIDATION_FAILED (the password), REFUSED_BY_APP, OVERLOADED, and what `beforeWrite` throws.
   *
   * @param beforeWrite called once, right before the write; it may throw to refuse the account
   */
  async createAccount(
    account: NewAccount,
    client: ClientInfo,
    beforeWrite: () => Promise<void> = async () => {},
  ): Promise<User> {
    const { users, clock, background, audit, hasher, passwordPolicy, mailer, hooks } = this.#deps;
    const { password, emailVerified, firstCredential, fields = {}, ...profile } = account;
    if (password !== null) await passwordPolicy.assertAccepted(password, profile, "password");
    const storedFields = this.#deps.fields.toStored(null, fields);
    await hooks.beforeRegister({ ...profile, fields: storedFields }, client);
    const passwordHash =
      password === null ? dummyHash() : await hasher.hash(password, { lane: "ordinary", ip: client.ip });
    const now = clock.now();
    const user: User = {
      _id: firstCredential?.userId ?? newId(now),
      ...profile,
      passwordHash,
      emailVerifiedAt: emailVerified ? now : null,
      disabledAt: null,
      epoch: 0,
      epochEnds: [],
      version: 0,
      createdAt: now,
      updatedAt: now,
      passwordChangedAt: now,
      fields: storedFields,
      factorsSince: firstCredential?.kind === "passkey" ? now : null,
    };
    await beforeWrite();
    const result = await users.create(user);
    if (result.kind === "taken") throw userExists(result.field);
    audit.record({ name: "registered", userId: user._id, sessionId: null, client });
    if (!emailVerified) {
      const mail = { kind: "verify-email", occasion: "registration", to: user.email } as const;
      background.run(() => mailer.enqueue(mail));
    }
    return user;
  }
}
