import type { SignIn } from "../services/account/index.js";
import { StoreUnavailableError } from "../stores/StoreUnavailableError.js";
import { ApiError } from "../utils/ApiError.js";
import type { Metrics } from "./createMetrics.js";
import { onEnd } from "./onEnd.js";

/** The same service, whose sign-ins are counted by outcome. */
export function watchLogins(signIn: SignIn, metrics: Metrics): Pick<SignIn, "login"> {
  return {
    login: (input) => {
      const call = signIn.login(input);
      onEnd(
        call,
        () => metrics.logins.inc({ outcome: "signed_in" }),
        (error) => metrics.logins.inc({ outcome: outcomeOf(error) }),
      );
      return call;
    },
  };
}

function outcomeOf(error: unknown): string {
  if (error instanceof ApiError) return error.code.toLowerCase();
  return error instanceof StoreUnavailableError ? "store_unavailable" : "internal";
}
