import { SECOND } from "../../utils/duration.js";
import { isError, messageOf, nameOf } from "../../utils/errorFacts.js";
import { withTimeout } from "../../utils/withTimeout.js";
import { publicText } from "../hooks/index.js";

/** Well below the lease of a job, for the text and the sending together. */
const TIMEOUT = 30 * SECOND;

/** What a mail holds that no log may: the address, and the link if there is one. */
interface PrivateFacts {
  readonly to: string;
  readonly data: object;
}

/**
 * Calls a function of the app for a mail. Throws an Error that names the function and the kind, and says what went wrong without
 * the address and the link: a mail service may repeat in its error what it was sent, and the error goes to the log.
 */
export async function callMailFunction<T>(name: string, mail: PrivateFacts, call: () => T | Promise<T>): Promise<T> {
  const onTimeout = () => new Error(`It took longer than ${TIMEOUT / SECOND} seconds.`);
  try {
    return await withTimeout((async () => call())(), TIMEOUT, onTimeout);
  } catch (error) {
    throw failure(name, mail, error);
  }
}

function failure(name: string, mail: PrivateFacts, error: unknown): Error {
  const said = publicText(messageOf(error));
  const fault = new Error(`${name} failed: ${nameOf(error)}${repeats(messageOf(error), mail) ? "." : `: ${said}`}`);
  // The places in the code alone: the first lines of a stack repeat the message.
  const frames = isError(error) ? (error.stack ?? "").split("\n").filter((line) => /^ +at /.test(line)) : [];
  fault.stack = [`Error: ${fault.message}`, ...frames].join("\n");
  return fault;
}

/** In the spelling of a URL too. */
function repeats(text: string, { to, data }: PrivateFacts): boolean {
  const token = "link" in data ? String(data.link).split("#token=")[1] : undefined;
  const said = text.toLowerCase();
  const secrets = [to, encodeURIComponent(to), ...(token ? [token] : [])];
  return secrets.some((secret) => said.includes(secret.toLowerCase()));
}
