import { ApiError } from "../utils/ApiError.js";

/**
 * Makes the function that answers the id of the signed-in user, or `null` without a valid access token: for requests that need
 * nobody to be signed in. An outage throws: it says nothing about who asks.
 */
export function createFindSignedInUser<Credentials>(
  identify: (credentials: Credentials) => Promise<{ readonly user: { readonly _id: string } }>,
): (credentials: Credentials) => Promise<string | null> {
  return (credentials) => identify(credentials).then(({ user }) => user._id, nobodyWithoutToken);
}

function nobodyWithoutToken(error: unknown): null {
  if (error instanceof ApiError && error.statusCode === 401) return null;
  throw error;
}
