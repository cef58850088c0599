import { isIP } from "node:net";

/** The sender of mail when no setting names one: at the host that users know, by its name. */
export function defaultSender({ hostname }: URL): string {
  // A bare number is no domain of an address, and URLs put the IPv6 ones in brackets.
  const isNumber = isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
  return `Latchkey <no-reply@${isNumber ? "localhost" : hostname}>`;
}
