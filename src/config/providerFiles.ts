import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

type Refuse = (reason: string) => Error;

/** The text itself, which begins in a way that no path does, or that of the file it names. The name is not repeated: it may be a key. */
export function fileOrText(given: string, beginning: string, directory: string, refuse: Refuse): string {
  if (given.trimStart().startsWith(beginning)) return given;
  try {
    return readFileSync(resolve(directory, given), "utf8").replace(/^\uFEFF/, "");
  } catch {
    throw refuse("names a file that cannot be read");
  }
}

/** A P-256 key as PEM. In an environment `\n` stands for a line break. */
export function signingKeyOf(text: string, refuse: Refuse): string {
  const key = keyOrNull(text.replaceAll("\\n", "\n"));
  // ES256 (RFC 7518 §3.4), which is what Apple takes.
  if (key?.asymmetricKeyDetails?.namedCurve !== "prime256v1") {
    throw refuse("must be the private key of P-256 that Apple gives as a .p8 file, in PEM or as the path of the file");
  }
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

/** The message of OpenSSL says nothing to anybody. */
function keyOrNull(text: string) {
  try {
    return createPrivateKey(text);
  } catch {
    return null;
  }
}
