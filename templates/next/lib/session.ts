import type { UserView } from "latchkey";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { latchkey } from "./latchkey";
import { signInPath } from "./paths";

/**
 * The signed-in user, or `null`: for a visitor, after a sign-out anywhere, and when the access token has expired. It asks Latchkey
 * once for each page. An outage rejects: it signs nobody out.
 */
export const currentUser = cache(() => authenticate("GET"));

/** The user of a page. Others are sent to the sign-in page, where the browser refreshes, and come back at once. */
export async function requireUser(next: string): Promise<UserView> {
  return (await currentUser()) ?? redirect(signInPath(next));
}

/** The user of a server action: a POST, so the cookie counts only if the request comes from a page of this app. */
export function actingUser(): Promise<UserView | null> {
  return authenticate("POST");
}

async function authenticate(method: "GET" | "POST"): Promise<UserView | null> {
  const found = await latchkey().authenticate({ method, headers: await headers() });
  return found?.user ?? null;
}
