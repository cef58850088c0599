import { BlockList, isIP } from "node:net";

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** Whether an address is this machine's own, in any spelling: an IPv4 address in IPv6 counts as what it is. */
export function isLoopback(address: string | undefined): boolean {
  switch (isIP(address ?? "")) {
    case 4:
      return LOOPBACK.check(address ?? "", "ipv4");
    case 6:
      return LOOPBACK.check(address ?? "", "ipv6");
    default:
      return false;
  }
}
