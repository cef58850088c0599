import { createLatchkeyClient } from "@latchkey/client";

/** One for the whole app. The tokens are cookies that no script can read. */
export const client = createLatchkeyClient();

/**
 * Runs a server action, and once more after a refresh if it answers `null`, because the access token has expired. Only the browser
 * refreshes: a server component cannot set the new cookies, and without them its next refresh would look like theft.
 */
export async function withSession<T>(action: () => Promise<T | null>): Promise<T | null> {
  const answer = await action();
  if (answer !== null) return answer;
  await client.profile();
  return action();
}
