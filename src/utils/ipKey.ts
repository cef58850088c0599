import { isIP, isIPv4, SocketAddress } from "node:net";

/** All whose address cannot be read share one budget: a spelling that nobody understands must not be a way around it. */
const UNREADABLE = "unknown";

const MAPPED = "::ffff:";
const GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * What a limit by address counts by: an IPv4 address as it is, an IPv6 address cut to its /64, because one subscriber has all
 * of it and would else have 2^64 budgets. Every spelling of one address gives one key.
 */
export function ipKey(address: string | null | undefined): string {
  // A zone says through which card of ours a packet came, and a client may write what it likes behind the sign.
  const bare = address?.split("%", 1)[0] ?? "";
  switch (isIP(bare)) {
    case 4:
      return bare;
    case 6:
      return keyOfIPv6(new SocketAddress({ address: bare, family: "ipv6" }).address);
    default:
      return UNREADABLE;
  }
}

/** The network that an address belongs to, as {@link ipKey} names it; `null` when it cannot be read, so that it is like no other. */
export function networkOf(address: string | null | undefined): string | null {
  const key = ipKey(address);
  return key === UNREADABLE ? null : key;
}

/** The address comes from the system's own formatter: lower case, no leading zeros, the longest run of zeros as `::`. */
function keyOfIPv6(canonical: string): string {
  // A server that listens on both protocols sees IPv4 clients like this.
  const mapped = canonical.startsWith(MAPPED) ? canonical.slice(MAPPED.length) : "";
  return isIPv4(mapped) ? mapped : `${groupsOf(canonical).slice(0, NETWORK_GROUPS).join(":")}::/64`;
}

function groupsOf(canonical: string): string[] {
  const [head = "", tail = ""] = canonical.split("::");
  const [before, after] = [split(head), split(tail)];
  const zeros = Array.from({ length: GROUPS - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after];
}

function split(groups: string): string[] {
  return groups === "" ? [] : groups.split(":");
}
