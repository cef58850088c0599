"use server";
import { LatchkeyError } from "latchkey";
import { revalidatePath } from "next/cache";
import { latchkey } from "../../lib/latchkey";
import { actingUser } from "../../lib/session";

/**
 * Changes the name of the signed-in user. A server action is an address that anybody can call, also without the page that shows
 * its form: it checks the session itself, and takes the user from there and never from its arguments.
 *
 * @returns what is wrong, "" when it is done, or `null` when the browser must refresh
 */
export async function rename(fullName: string): Promise<string | null> {
  const user = await actingUser();
  if (user === null) return null;
  try {
    await latchkey().users.update(user._id, { fullName });
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
    return error.errors[0]?.message ?? error.message;
  }
  revalidatePath("/", "layout");
  return "";
}
