import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** All addresses that cannot be read share one budget: a spelling that nobody understands must not be a way around it. */
const UNREADABLE = "unknown";

// Some gateways write the client's port into X-Forwarded-For, and then brackets around an IPv6 address (RFC 3986 §3.2.2).
const BRACKETED = /^\[([^\]]*)\](?::\d{1,5})?$/;
const WITH_PORT = /^([^:]*):\d{1,5}$/;
// ipaddr.js reads `::192.0.2.1` as `::ffff:192.0.2.1`, so this spelling alone would have another key than its address.
const IPV4_COMPATIBLE = /^::(?=\d+\.)/;

const SHARE_OF_56 = 2;
const SHARE_OF_48 = 4;

/** What is counted together, and how many times the number of one address it may use. */
export interface Network {
  readonly key: string;
  readonly share: number;
}

/**
 * The address in one spelling, without port, brackets and zone; an IPv4 address that is mapped into IPv6 as IPv4. `null`
 * for what is no address. Every address of a client is read by this, so lists, logs and limits agree on who it was.
 */
export function bareAddress(text: string | null | undefined): string | null {
  return parse(text)?.toString() ?? null;
}

/**
 * What a limit by address counts by: an IPv4 address as it is, an IPv6 address cut to its /64, because one subscriber has all
 * of it and would otherwise have 2^64 budgets. Every spelling of one address gives one key.
 */
export function ipKey(text: string | null | undefined): string {
  return networkOf(text) ?? UNREADABLE;
}

/** The network that an address belongs to, as {@link ipKey} names it; `null` when it cannot be read, so that it equals no other. */
export function networkOf(text: string | null | undefined): string | null {
  const address = parse(text);
  if (address !== null && "parts" in address) return prefixOf(address, 64);
  return address?.toString() ?? null;
}

/**
 * Where a limit by address counts an address, from the narrowest network to the widest. An IPv6 subscriber has a /64, a /56 or a
 * /48, that is 1, 256 or 65536 of the budgets by /64; so the wider networks have a bound too. It grows more slowly than they do:
 * a site has more people than a flat, but no subscriber may be as many as all others together.
 */
export function networksOf(text: string | null | undefined): readonly Network[] {
  const address = parse(text);
  const narrowest = { key: ipKey(text), share: 1 };
  if (address === null || !("parts" in address)) return [narrowest];
  return [
    narrowest,
    { key: prefixOf(address, 56), share: SHARE_OF_56 },
    { key: prefixOf(address, 48), share: SHARE_OF_48 },
  ];
}

/** The widest network that one subscriber may have: the address itself, or the /48 of IPv6. No other address of theirs gets past it. */
export function subscriberOf(text: string | null | undefined): string {
  return networksOf(text).at(-1)?.key ?? UNREADABLE;
}

/** Whether an address is this machine's own, in any spelling: an IPv4 address in IPv6 counts as IPv4. */
export function isLoopback(address: string | undefined): boolean {
  return isIP(address ?? "") !== 0 && parse(address)?.range() === "loopback";
}

/** ipaddr.js also takes octal, hexadecimal and shortened IPv4 addresses, which no server sends: Node decides what an address is. */
function parse(text: string | null | undefined): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const trimmed = text?.trim() ?? "";
  const host = BRACKETED.exec(trimmed)?.[1] ?? WITH_PORT.exec(trimmed)?.[1] ?? trimmed;
  // A zone says through which of our interfaces a packet came, and a client may write anything behind the sign.
  const address = host.split("%", 1)[0] ?? "";
  return isIP(address) === 0 ? null : ipaddr.process(address.replace(IPV4_COMPATIBLE, "0::"));
}

/** The first bits of an address, in the form that the counters in the database have: groups of zeros are written out. */
function prefixOf(address: ipaddr.IPv6, bits: 64 | 56 | 48): string {
  const groups = ipaddr.IPv6.networkAddressFromCIDR(`${address}/${bits}`).parts.slice(0, Math.ceil(bits / 16));
  return `${groups.map((group) => group.toString(16)).join(":")}::/${bits}`;
}
