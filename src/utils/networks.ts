import { ipKey } from "./ipKey.js";

/** What is counted together, and how many times the number of one address it may use. */
export interface Network {
  readonly key: string;
  readonly share: number;
}

const SHARE_OF_56 = 2;
const SHARE_OF_48 = 4;

/** The widest network that one subscriber may have: the address itself, or the /48 of IPv6. Nobody gets past it by other addresses. */
export function subscriberOf(address: string | null | undefined): string {
  return networksOf(address).at(-1)?.key ?? ipKey(address);
}

/**
 * Where a limit by address counts an address, from the narrowest network to the widest. An IPv6 subscriber has a /64, a /56 or a
 * /48, that is 1, 256 or 65536 of the budgets by /64; so the wider networks have a bound too. It grows more slowly than they do:
 * a site has more people than a flat, but no subscriber may be as many as all others together.
 */
export function networksOf(address: string | null | undefined): readonly Network[] {
  const key = ipKey(address);
  const narrowest = { key, share: 1 };
  const groups = /^(?<site>\w+:\w+:\w+):(?<subnet>\w+)::\/64$/.exec(key)?.groups;
  if (groups === undefined) return [narrowest];
  const subnet = (Number.parseInt(groups["subnet"] ?? "", 16) & 0xff00).toString(16);
  return [
    narrowest,
    { key: `${groups["site"]}:${subnet}::/56`, share: SHARE_OF_56 },
    { key: `${groups["site"]}::/48`, share: SHARE_OF_48 },
  ];
}
