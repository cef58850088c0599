import { SECOND } from "../../utils/duration.js";
import { withTimeout } from "../../utils/withTimeout.js";
import { privateFailure } from "../hooks/index.js";

/** Well below the lease of a job, for the text and the sending together. */
const TIMEOUT = 30 * SECOND;

/** What a mail holds that no log may: the address, and the link if there is one. */
interface PrivateFacts {
  readonly to: string;
  readonly data: object;
}

/** Calls a function of the app for a mail. Throws an Error that names it and contains neither the address nor the token of the link. */
export async function callMailFunction<T>(name: string, mail: PrivateFacts, call: () => T | Promise<T>): Promise<T> {
  const onTimeout = () => new Error(`It took longer than ${TIMEOUT / SECOND} seconds.`);
  try {
    return await withTimeout((async () => call())(), TIMEOUT, onTimeout);
  } catch (error) {
    throw privateFailure(name, error, secretsOf(mail));
  }
}

function secretsOf({ to, data }: PrivateFacts): string[] {
  const token = "link" in data ? String(data.link).split("#token=")[1] : undefined;
  return token === undefined ? [to] : [to, token];
}
