import type { AccountService } from "../services/account/index.js";
import { ApiError } from "../utils/ApiError.js";
import { StoreUnavailableError } from "../utils/StoreUnavailableError.js";
import type { Metrics } from "./createMetrics.js";
import { onEnd } from "./onEnd.js";

/** The same service, whose sign-ins are counted by outcome. */
export function watchLogins(account: AccountService, metrics: Metrics): AccountService {
  return {
    ...account,
    login: (input) => {
      const call = account.login(input);
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
