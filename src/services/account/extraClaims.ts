import type { User } from "../../stores/Store.js";
import { isJson, isPlainObject } from "../../utils/json.js";
import type { UserView, UserViews } from "../fields/index.js";

type Claims = Readonly<Record<string, unknown>>;

/** A token goes with every request, and a cookie holds 4 KiB. */
const MAX_BYTES = 1024;

/**
 * The app's claims about a user, for `ext` of an access token: none without a function of the app. One record is asked once, so that
 * the claims that were made before a write are those of the token after it.
 * Throws what the app's function throws, and an Error when it returns what no token can hold.
 */
export function createExtraClaims(
  claimsOf: ((user: UserView) => Claims) | undefined,
  userViews: UserViews,
): (user: User) => Claims | undefined {
  if (claimsOf === undefined) return () => undefined;
  const made = new WeakMap<User, Claims>();
  return (user) => {
    const claims = made.get(user) ?? checked(claimsOf(userViews.of(user)));
    made.set(user, claims);
    return claims;
  };
}

function checked(claims: unknown): Claims {
  if (!isPlainObject(claims)) throw new Error("The option claims must return an object.");
  if (!isJson(claims)) {
    throw new Error("The option claims returned a value that JSON cannot hold. Return text, numbers or plain objects.");
  }
  if (Buffer.byteLength(JSON.stringify(claims)) > MAX_BYTES) {
    throw new Error(
      `The option claims returned more than ${MAX_BYTES} bytes of JSON: a token goes with every request.`,
    );
  }
  return claims;
}
