import type { Store, User } from "../../stores/Store.js";
import { updateUser } from "./updateUser.js";

/**
 * Changes the user whose mailbox somebody has just proved to read, and who need not be the one who registered: of an address that was
 * never verified, every passkey, second factor and identity ends. The password and the sessions end by the change itself.
 *
 * Who has registered a never verified address need not be its owner, and must not keep a foothold. A verified address is the owner's:
 * those factors stay.
 * Throws as {@link updateUser} does.
 */
export async function proveMailbox(
  store: Pick<Store, "users" | "passkeys" | "secondFactors" | "identities">,
  owner: User,
  { change, onMissing }: { change: (user: User) => Partial<User>; onMissing: () => never },
): Promise<User> {
  const isFirstProof = owner.emailVerifiedAt === null;
  // Before, so that no crash leaves a stranger's; and after, for one that was added meanwhile.
  if (isFirstProof) await endFactors(store, owner._id);
  const user = await updateUser(store.users, owner._id, change, onMissing);
  if (isFirstProof) await endFactors(store, owner._id);
  return user;
}

async function endFactors(
  { passkeys, secondFactors, identities }: Pick<Store, "passkeys" | "secondFactors" | "identities">,
  userId: string,
): Promise<void> {
  await Promise.all([
    passkeys.deleteByUser(userId),
    secondFactors.delete(userId),
    identities.deleteByUser(userId),
  ]);
}
