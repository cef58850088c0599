import { accountStates } from "./accountStates.js";
import { emailCodeStates } from "./emailCodeStates.js";
import { factorStates } from "./factorStates.js";
import { linkStates } from "./linkStates.js";
import { otherStates } from "./otherStates.js";
import type { PageState } from "./PageState.js";
import { providerStates } from "./providerStates.js";
import { signedOutStates } from "./signedOutStates.js";

export { openState } from "./openState.js";
export type { PageState } from "./PageState.js";

/** Every page in every state that it may show: axe judges them, and `npm run screenshots` takes their pictures. */
export const pageStates: readonly PageState[] = [
  ...signedOutStates,
  ...linkStates,
  ...factorStates,
  ...providerStates,
  ...emailCodeStates,
  ...accountStates,
  ...otherStates,
];
