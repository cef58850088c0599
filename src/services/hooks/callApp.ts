import { StoreUnavailableError } from "../../stores/StoreUnavailableError.js";
import { ApiError } from "../../utils/ApiError.js";
import { SECOND } from "../../utils/duration.js";
import { isError } from "../../utils/errorFacts.js";
import { withTimeout } from "../../utils/withTimeout.js";
import { privateFailure } from "./privateFailure.js";
import { refusalError } from "./Refusal.js";

/** A request waits for the app no longer: a hook that hangs must not hold the connections of everybody. */
const TIMEOUT = 2 * SECOND;

/**
 * Calls a function of the app that a request waits for. Throws REFUSED_BY_APP when it throws a Refusal, OVERLOADED when it takes
 * longer than two seconds, and an Error that names the function when it throws anything else.
 *
 * @param secret what the function gets and no log may have
 */
export async function callApp<T>(name: string, call: () => T | Promise<T>, secret?: string): Promise<T> {
  const onTimeout = () => {
    return new ApiError("OVERLOADED", { cause: new Error(`${name} took longer than ${TIMEOUT / SECOND} seconds.`) });
  };
  try {
    return await withTimeout(asPromise(call), TIMEOUT, onTimeout);
  } catch (error) {
    if (error instanceof ApiError && error.code === "OVERLOADED") throw error;
    // The app's function may ask Latchkey, whose calls have an outage as the cause of their own error. It stays one.
    for (const thrown of [error, causeOf(error)]) if (thrown instanceof StoreUnavailableError) throw thrown;
    const refusal = refusalError(error);
    if (refusal !== null) throw refusal;
    throw secret === undefined ? failureOf(name, error) : privateFailure(name, error, [secret]);
  }
}

/** The same for a function that answers at once: whatever it throws becomes an Error that names it. */
export function callAppAtOnce<T>(name: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw failureOf(name, error);
  }
}

function causeOf(error: unknown): unknown {
  return isError(error) ? error.cause : undefined;
}

function failureOf(name: string, cause: unknown): Error {
  return new Error(`${name} failed.`, { cause });
}

/** What is thrown before the first `await` becomes a rejection too. */
async function asPromise<T>(call: () => T | Promise<T>): Promise<T> {
  return call();
}
