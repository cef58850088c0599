import type { Passkey } from "../../stores/Store.js";

/** Where passkeys are kept, by the AAGUID that says so. Nobody vouches for it, so it is good for a name and for nothing else. */
const NAMES: Readonly<Record<string, string>> = {
  "fbfc3007-154e-4ecc-8c0b-6e020557d7bd": "Apple Passwords",
  "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4": "Google Password Manager",
  "08987058-cadc-4b81-b6e1-30de50dcbe96": "Windows Hello",
  "9ddd1817-af5a-4672-a2b9-3e3dd95000a9": "Windows Hello",
  "6028b017-b1d4-4c02-b4b3-afcdafc96bb2": "Windows Hello",
  "adce0002-35bc-c60a-648b-0b25f1f05503": "Chrome on Mac",
  "53414d53-554e-4700-0000-000000000000": "Samsung Pass",
  "bada5566-a7aa-401f-bd96-45619a55120d": "1Password",
  "d548826e-79b4-db40-a3d8-11116f7e8349": "Bitwarden",
  "531126d6-e717-415c-9320-3d9aa6981239": "Dashlane",
  "50726f74-6f6e-5061-7373-50726f746f6e": "Proton Pass",
  "fdb141b2-5d84-443e-8a35-4698c205a502": "KeePassXC",
};

/** The name of a passkey whose user has given none: where it is kept, as far as that is known. */
export function suggestedName({ aaguid, transports }: Pick<Passkey, "aaguid" | "transports">): string {
  if (Object.hasOwn(NAMES, aaguid)) return NAMES[aaguid] ?? "Passkey";
  const isInDevice = transports.includes("internal") || transports.includes("hybrid");
  return transports.length > 0 && !isInDevice ? "Security key" : "Passkey";
}
