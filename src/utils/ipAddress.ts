import { isIP, isIPv4, SocketAddress } from "node:net";

const MAPPED = "::ffff:";

// Some gateways write the client's port into X-Forwarded-For, and then brackets around an IPv6 address (RFC 3986 §3.2.2).
const BRACKETED = /^\[([^\]]*)\](?::\d{1,5})?$/;
const WITH_PORT = /^([^:]*):\d{1,5}$/;

/**
 * The address in one spelling, without port, brackets and zone; an IPv4 address that is mapped into IPv6 as what it is. `null`
 * for what is no address. Every address of a client is read by this, so lists, logs and limits agree on who it was.
 */
export function bareAddress(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? "";
  const host = BRACKETED.exec(trimmed)?.[1] ?? WITH_PORT.exec(trimmed)?.[1] ?? trimmed;
  // A zone says through which card of ours a packet came, and a client may write what it likes behind the sign.
  const address = host.split("%", 1)[0] ?? "";
  switch (isIP(address)) {
    case 4:
      return address;
    case 6:
      return unmapped(new SocketAddress({ address, family: "ipv6" }).address);
    default:
      return null;
  }
}

/**
 * The address comes from the system's own formatter: lower case, no leading zeros, the longest run of zeros as `::`. A server
 * that listens on both protocols sees IPv4 clients as mapped ones.
 */
function unmapped(canonical: string): string {
  const inside = canonical.startsWith(MAPPED) ? canonical.slice(MAPPED.length) : "";
  return isIPv4(inside) ? inside : canonical;
}
