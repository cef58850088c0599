import type { CDPSession, Page } from "playwright-core";

/** An authenticator in Chromium, such as the one of a laptop with a fingerprint reader, by the DevTools protocol. */
export interface VirtualAuthenticator {
  /** Whether its owner touches it as soon as it is asked. Else it waits. */
  touches(isTouched: boolean): Promise<void>;
  /** Whether it can make sure who touches it. */
  verifies(isVerified: boolean): Promise<void>;
  /** The passkeys that it holds. */
  credentials(): Promise<readonly { readonly userDisplayName?: string }[]>;
}

/** Gives a page such an authenticator, with which it also offers passkeys in the list of a field. */
export async function virtualAuthenticator(page: Page): Promise<VirtualAuthenticator> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable", { enableUI: false });
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    touches: async (enabled) => {
      await session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
    },
    verifies: async (isUserVerified) => {
      await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
    },
    credentials: async () => (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
  };
}
