import type { Config } from "../config/index.js";
import { AssuranceGate, EnrolledFactors, FlowTokens } from "../services/assurance/index.js";
import type { Store } from "../stores/Store.js";
import type { Clock } from "../utils/clock.js";

/** What asks for a second factor. */
export function composeAssuranceServices(
  { refreshTokenSecrets: secrets, requireSecondFactor: policy }: Config,
  { store, clock }: { store: Store; clock: Clock },
) {
  const flows = new FlowTokens({ secrets, clock });
  const enrolledFactors = new EnrolledFactors({ store });
  return { flows, enrolledFactors, gate: new AssuranceGate({ clock, flows, enrolledFactors, policy }) };
}
