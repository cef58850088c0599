import type { Store, User } from "../../stores/Store.js";
import { updateUser } from "./updateUser.js";

type ProofStore = Pick<Store, "users" | "passkeys" | "identities" | "secondFactors" | "emailCodes">;

/**
 * Changes the user whose mailbox somebody has just proved to read. The change itself ends the password and the sessions; of an address
 * that was never verified every other authenticator ends here.
 *
 * Who has registered a never verified address need not be its owner, and must not keep a foothold. A verified address is the
 * owner's: its factors, identities and mailed codes stay.
 * Throws as {@link updateUser} does.
 */
export async function proveMailbox(
  store: ProofStore,
  owner: User,
  { change, onMissing }: { change: (user: User) => Partial<User>; onMissing: () => never },
): Promise<User> {
  const isFirstProof = owner.emailVerifiedAt === null;
  // Before, so that no crash leaves a stranger's; and after, for one that was added meanwhile.
  if (isFirstProof) await endAuthenticators(store, owner._id);
  const user = await updateUser(store.users, owner._id, change, onMissing);
  if (isFirstProof) await endAuthenticators(store, owner._id);
  return user;
}

async function endAuthenticators(
  { passkeys, identities, secondFactors, emailCodes }: ProofStore,
  userId: string,
): Promise<void> {
  await Promise.all([
    passkeys.deleteByUser(userId),
    identities.deleteByUser(userId),
    secondFactors.delete(userId),
    emailCodes.delete(userId),
  ]);
}
