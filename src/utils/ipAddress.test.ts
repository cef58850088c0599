import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bareAddress, ipKey, isLoopback, networkOf, networksOf } from "./ipAddress.js";

const GROUPS = 8;

/** The eight groups of an IPv6 address; often zero, as in real addresses. */
const groups = fc
  .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), { minLength: GROUPS, maxLength: GROUPS })
  .filter((parts) => !isMapped(parts));

function isMapped(parts: readonly number[]): boolean {
  return parts.slice(0, 5).every((part) => part === 0) && parts[5] === 0xffff;
}

/** One of the ways to write the address. */
function spelling(parts: readonly number[]): fc.Arbitrary<string> {
  return fc
    .record({
      widths: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: GROUPS, maxLength: GROUPS }),
      upper: fc.boolean(),
      run: fc.constantFrom(undefined, ...runsOfZeros(parts)),
      dotted: fc.boolean(),
      zone: fc.constantFrom("", "%eth0", "%1", "%25en0", "%x%y", "%"),
    })
    .map(({ widths, upper, run, dotted, zone }) => {
      const texts = parts.map((part, index) => part.toString(16).padStart(widths[index] ?? 1, "0"));
      const [seventh = 0, eighth = 0] = parts.slice(6);
      // The run may have swallowed the last groups, which then cannot be dotted.
      const last = dotted && (run === undefined || run.end <= 6) ? [dottedQuad(seventh, eighth)] : texts.slice(6);
      const all = [...texts.slice(0, 6), ...last];
      const text =
        run === undefined ? all.join(":") : `${all.slice(0, run.start).join(":")}::${all.slice(run.end).join(":")}`;
      return (upper ? text.toUpperCase() : text) + zone;
    });
}

function runsOfZeros(parts: readonly number[]): { start: number; end: number }[] {
  const runs: { start: number; end: number }[] = [];
  for (let start = 0; start < GROUPS; start += 1) {
    for (let end = start + 1; end <= GROUPS; end += 1) {
      if (parts.slice(start, end).every((part) => part === 0)) runs.push({ start, end });
    }
  }
  return runs;
}

function dottedQuad(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

const network = (parts: readonly number[]) =>
  `${parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(":")}::/64`;

describe("an IPv6 address", () => {
  test("has one key, however it is written: its /64", () => {
    fc.assert(
      fc.property(
        groups.chain((parts) => fc.tuple(fc.constant(parts), spelling(parts))),
        ([parts, text]) => {
          expect(ipKey(text)).toBe(network(parts));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("that carries an IPv4 address without mapping it keeps its own key", () => {
    for (const text of ["::192.0.2.1", "0::192.0.2.1", "::c000:201", "0:0:0:0:0:0:c000:201"]) {
      expect(bareAddress(text)).toBe("::c000:201");
      expect(ipKey(text)).toBe("0:0:0:0::/64");
    }
  });

  test("shares its key with its /64 and with nobody else", () => {
    const text = (parts: readonly number[]) => parts.map((part) => part.toString(16)).join(":");
    fc.assert(
      fc.property(groups, groups, (one, other) => {
        const neighbor = [...one.slice(0, 4), ...other.slice(4)];
        fc.pre(!isMapped(neighbor));
        expect(ipKey(text(neighbor))).toBe(ipKey(text(one)));
        expect(ipKey(text(one)) === ipKey(text(other))).toBe(network(one) === network(other));
      }),
    );
  });

  test("that maps an IPv4 address has the key of that address", () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.tuple(byte, byte, byte, byte), ([a, b, c, d]) => {
        const address = [a, b, c, d].join(".");
        const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
        expect(ipKey(address)).toBe(address);
        for (const text of [`::ffff:${address}`, `::FFFF:${hex}`, `0:0:0:0:0:ffff:${hex}`, `::ffff:${address}%eth0`]) {
          expect(ipKey(text)).toBe(address);
        }
      }),
    );
  });
});

describe("an address with what a gateway adds", () => {
  const PORTS = ["", ":0", ":80", ":51000"];

  test("has the key and the spelling of the bare address", () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const zone = fc.constantFrom("", "%eth0");
    const port = fc.constantFrom(...PORTS);
    fc.assert(
      fc.property(fc.tuple(byte, byte, byte, byte), zone, port, (bytes, zone, port) => {
        const address = bytes.join(".");
        for (const text of [address + port, ` ${address}${port}`, `[::ffff:${address}${zone}]${port}`]) {
          expect(ipKey(text)).toBe(address);
          expect(bareAddress(text)).toBe(address);
        }
      }),
    );
    fc.assert(
      fc.property(
        groups.chain((parts) => fc.tuple(fc.constant(parts), spelling(parts))),
        port,
        ([parts, text], port) => {
          expect(ipKey(`[${text}]${port}`)).toBe(network(parts));
          expect(bareAddress(`[${text}]${port}`)).toBe(bareAddress(text));
        },
      ),
    );
  });

  test("an IPv6 address has one spelling", () => {
    for (const text of ["2001:DB8:0:0:0:0:0:1", "2001:db8::1%eth0", "[2001:db8::0001]:443"]) {
      expect(bareAddress(text)).toBe("2001:db8::1");
    }
  });
});

test.each([
  null,
  undefined,
  "",
  "unknown",
  "1.2.3",
  "01.2.3.4",
  "1.2.3.4, 5.6.7.8",
  "::1::",
  "1:2:3:4:5:6:7",
  "12345::",
  "%eth0",
  "1.2.3.4:80:90",
  "1.2.3.4:port",
  "1.2.3.4:123456",
  "[1.2.3.4",
  "[::1]x",
  "[::1]:",
  "_hidden",
  ":80",
  "2001:db8::/32",
  "a".repeat(10_000),
])("clients without a readable address share one key: %j", (address) => {
  expect(ipKey(address)).toBe("unknown");
  expect(bareAddress(address)).toBeNull();
});

test("the network of an address that cannot be read is unknown, and like no other", () => {
  expect([networkOf(null), networkOf(undefined), networkOf("garbage")]).toEqual([null, null, null]);
  expect(networkOf("::ffff:192.0.2.1")).toBe("192.0.2.1");
});

describe("the networks of an address", () => {
  test("an IPv6 address counts in its /64, its /56 and its /48, with a number that grows", () => {
    expect(networksOf("2001:db8:abcd:12fe::1")).toEqual([
      { key: "2001:db8:abcd:12fe::/64", share: 1 },
      { key: "2001:db8:abcd:1200::/56", share: 2 },
      { key: "2001:db8:abcd::/48", share: 4 },
    ]);
    expect(networksOf("2001:db8::1").map(({ key }) => key)).toEqual([
      "2001:db8:0:0::/64",
      "2001:db8:0:0::/56",
      "2001:db8:0::/48",
    ]);
  });

  test("the neighbors of a /56 and of a /48 share it, and nobody else does", () => {
    const keys = (address: string) => networksOf(address).map(({ key }) => key);
    const [, of56, of48] = keys("2001:db8:1:ab00::1");
    expect(keys("2001:db8:1:abff::1").slice(1)).toEqual([of56, of48]);
    expect(keys("2001:db8:1:ac00::1")[1]).not.toBe(of56);
    expect(keys("2001:db8:1:ac00::1")[2]).toBe(of48);
    expect(keys("2001:db8:2:ab00::1")[2]).not.toBe(of48);
  });

  test.each(["203.0.113.7", "::ffff:203.0.113.7", "nonsense", null])("%s counts in one place", (address) => {
    expect(networksOf(address)).toEqual([{ key: ipKey(address), share: 1 }]);
  });
});

describe("isLoopback", () => {
  test.each(["127.0.0.1", "127.255.0.9", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "::ffff:7f00:1"])(
    "%s is this machine",
    (address) => {
      expect(isLoopback(address)).toBe(true);
    },
  );

  test.each([
    undefined,
    "",
    "localhost",
    "128.0.0.1",
    "10.0.0.1",
    "::",
    "::2",
    "::127.0.0.1",
    "::ffff:10.0.0.1",
    "127.0.0.1, 10.0.0.1",
  ])("%s is not", (address) => {
    expect(isLoopback(address)).toBe(false);
  });
});
