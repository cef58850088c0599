import type { Texts } from "../forms/problemOf.js";

/** Where a passkey is created, other texts fit. */
export const CREATION_TEXTS: Texts = { PASSKEY_CANCELED: "problem.passkeyNotCreated" };
