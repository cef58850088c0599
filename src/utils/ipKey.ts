import { isIPv4 } from "node:net";
import { bareAddress } from "./ipAddress.js";

/** All whose address cannot be read share one budget: a spelling that nobody understands must not be a way around it. */
const UNREADABLE = "unknown";

const GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * What a limit by address counts by: an IPv4 address as it is, an IPv6 address cut to its /64, because one subscriber has all
 * of it and would else have 2^64 budgets. Every spelling of one address gives one key.
 */
export function ipKey(text: string | null | undefined): string {
  return networkOf(text) ?? UNREADABLE;
}

/** The network that an address belongs to, as {@link ipKey} names it; `null` when it cannot be read, so that it is like no other. */
export function networkOf(text: string | null | undefined): string | null {
  const address = bareAddress(text);
  if (address === null || isIPv4(address)) return address;
  return `${groupsOf(address).slice(0, NETWORK_GROUPS).join(":")}::/64`;
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
