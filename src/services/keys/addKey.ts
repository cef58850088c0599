import type { SigningKey } from "../../stores/Store.js";
import type { KeyDeps } from "./KeyDeps.js";
import { newKeyPair } from "./keyPair.js";

/** Makes the key after the last of `keys`. `false` when somebody else made it at the same moment; then theirs is the one. */
export async function addKey(
  { store, clock, seal, logger }: KeyDeps,
  keys: readonly SigningKey[],
  signsFrom: number,
): Promise<boolean> {
  const { kid, privateKey } = newKeyPair();
  const result = await store.create({
    _id: kid,
    sequence: (keys.at(-1)?.sequence ?? 0) + 1,
    version: 0,
    algorithm: "ES256",
    sealedKey: seal.seal(privateKey, kid),
    createdAt: clock.now(),
    signsFrom,
  });
  if (result.kind === "taken") return false;
  logger.info({ kid, signsFrom }, "A signing key was made.");
  return true;
}
