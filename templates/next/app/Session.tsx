"use client";
import { LatchkeyProvider } from "@latchkey/client/react";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect } from "react";
import { client } from "./client";

/**
 * Starts the client, which refreshes the session in time, and renders again on the server when another user is signed in than
 * `renderedFor` (`null`: a visitor), such as after a sign-out in another tab.
 */
export function Session({ renderedFor, children }: { renderedFor: string | null; children: ReactNode }) {
  const router = useRouter();
  useEffect(
    () =>
      client.subscribe((state) => {
        const id = state.status === "signed-in" ? state.user._id : null;
        if (state.status !== "unknown" && id !== renderedFor) router.refresh();
      }),
    [router, renderedFor],
  );
  return <LatchkeyProvider client={client}>{children}</LatchkeyProvider>;
}
