import type { User } from "../../stores/Store.js";
import type { ProviderIdentity } from "./Provider.js";

type Owner = Pick<User, "_id" | "emailVerifiedAt" | "disabledAt">;

/** What is decided on, once the answer of a provider has passed every check. */
export interface IdentityQuestion<Account extends Owner> {
  readonly identity: Pick<ProviderIdentity, "emailVerified" | "isAuthoritative">;
  /** Whose the identity is; `null` also where that account is gone. */
  readonly ownerOfIdentity: Account | null;
  /** Whose account has the address that the provider says. */
  readonly ownerOfEmail: Account | null;
  /** Who began to link in this browser; `null` at a sign-in, also where somebody else is signed in there. */
  readonly signedIn: Account | null;
  readonly policy: {
    /** LINK_VERIFIED_EMAIL */
    readonly linkVerifiedEmail: boolean;
  };
}

/**
 * `sign-in`: the owner of the identity. `link`: the identity to this account. `register`: there is no account, as far as may be said.
 * `ask-to-link`: an account has the address, and its owner has to sign in another way first. `refuse`: this account.
 */
export type IdentityDecision<Account extends Owner> =
  | { readonly kind: "sign-in" | "link"; readonly user: Account }
  | { readonly kind: "register" | "ask-to-link" }
  | {
      readonly kind: "refuse";
      readonly code: "IDENTITY_TAKEN" | "ACCOUNT_DISABLED" | "EMAIL_NOT_VERIFIED";
      readonly user: Account;
    };

/**
 * What the answer of a provider leads to. Only the identity opens an account, never the address: a stranger who registers somebody's address
 * first, here or at a provider, must not share an account with its owner (Pre-hijacked Accounts, USENIX Security '22).
 *
 * @example
 * decideIdentity({ identity, ownerOfIdentity: null, ownerOfEmail: ada, signedIn: null, policy: { linkVerifiedEmail: false } });
 * // { kind: "ask-to-link" }
 */
export function decideIdentity<Account extends Owner>(question: IdentityQuestion<Account>): IdentityDecision<Account> {
  const { ownerOfIdentity, signedIn } = question;
  if (signedIn !== null) return decideLink(ownerOfIdentity, signedIn);
  return ownerOfIdentity === null ? decideByEmail(question) : unlessDisabled("sign-in", ownerOfIdentity);
}

function decideLink<Account extends Owner>(owner: Account | null, user: Account): IdentityDecision<Account> {
  if (owner !== null && owner._id !== user._id) return { kind: "refuse", code: "IDENTITY_TAKEN", user };
  // The own one again changes nothing: the account may have been registered with it.
  const isAllowed = owner !== null || user.emailVerifiedAt !== null;
  return isAllowed ? { kind: "link", user } : { kind: "refuse", code: "EMAIL_NOT_VERIFIED", user };
}

/** An address of which the provider's word does not count says nothing of the account that has it, not even that there is one. */
function decideByEmail<Account extends Owner>(question: IdentityQuestion<Account>): IdentityDecision<Account> {
  const { identity, ownerOfEmail: user, policy } = question;
  if (user === null || !identity.emailVerified) return { kind: "register" };
  // An address that was never verified here may be a squatter's account: not even its true owner is linked to it.
  const isTheirs = user.emailVerifiedAt !== null && identity.isAuthoritative;
  return policy.linkVerifiedEmail && isTheirs ? unlessDisabled("link", user) : { kind: "ask-to-link" };
}

function unlessDisabled<Account extends Owner>(kind: "sign-in" | "link", user: Account): IdentityDecision<Account> {
  return user.disabledAt === null ? { kind, user } : { kind: "refuse", code: "ACCOUNT_DISABLED", user };
}
