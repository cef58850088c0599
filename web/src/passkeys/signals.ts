import type { PasskeyInfo, User } from "@latchkey/client";

type Account = Pick<User, "_id" | "username" | "fullName" | "email">;

/**
 * Reports to password managers which passkeys of an account still work and how the account is called now, so that they offer no dead ones
 * and no old names. Not every browser has this, and none says what came of it.
 *
 * @param rpId the domain of the passkeys, also of one that was just removed
 */
export async function signalAccount(user: Account, passkeys: readonly PasskeyInfo[], rpId: string): Promise<void> {
  const userId = userHandle(user._id);
  await unlessUnknown(() =>
    PublicKeyCredential.signalAllAcceptedCredentials({
      rpId,
      userId,
      allAcceptedCredentialIds: passkeys.map(({ credentialId }) => credentialId),
    }),
  );
  const name = user.username ?? user.email;
  const displayName = user.fullName ?? name;
  await unlessUnknown(() => PublicKeyCredential.signalCurrentUserDetails({ rpId, userId, name, displayName }));
}

/** A browser without it, a domain that this page may not speak for, a manager that does not listen: nothing that users could do. */
async function unlessUnknown(signal: () => Promise<void>): Promise<void> {
  try {
    await signal();
  } catch {
    // See above.
  }
}

/** The 16 bytes of the id, as the server has given them to the authenticator, in base64url. */
export function userHandle(id: string): string {
  const bytes = (id.replaceAll("-", "").match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
