import { codeOf, isError, messageOf, nameOf } from "../utils/errorFacts.js";
import { nativeModuleError } from "../utils/nativeModuleError.js";

/** One line for what the operator can fix; the whole story for what is a bug of ours. */
export function startFailure(error: unknown): string {
  if (isError(error) && nameOf(error) === "StoreUnavailableError") {
    return oneLine([error.message, reasonOf(error.cause)].join(" "));
  }
  const known = addressFailure(error) ?? nativeModuleError(error)?.message;
  if (known !== undefined) return known;
  if (!isError(error)) return String(error);
  // A wrong setting, and what the system refused: a folder that may not be written.
  const isPlain = nameOf(error) === "ConfigError" || codeOf(error) !== undefined;
  return isPlain ? oneLine(messageOf(error)) : (error.stack ?? error.message);
}

/** Why a server cannot listen, with the fix. Node names the system call alone. */
function addressFailure(error: unknown): string | undefined {
  if (!isError(error)) return undefined;
  // A worker is answered by the process that holds the port, which only binds it.
  if (!["listen", "bind"].includes(String(Reflect.get(error, "syscall")))) return undefined;
  const port = String(Reflect.get(error, "port"));
  const host = String(Reflect.get(error, "address"));
  const at = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  switch (codeOf(error)) {
    case "EADDRINUSE":
      return `${at} is in use (EADDRINUSE): stop the program that listens there, or set PORT to a free port.`;
    case "EACCES":
      return `${at} may not be opened by this user (EACCES): set PORT to a port above 1023, behind a proxy that listens on ${port}.`;
    case "EADDRNOTAVAIL":
      return `${at} is no address of this machine (EADDRNOTAVAIL): set HOST to one that it has, or to 0.0.0.0.`;
    default:
      return undefined;
  }
}

function reasonOf(cause: unknown): string {
  return isError(cause) ? `(${cause.message})` : "";
}

function oneLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "").join(" ");
}
