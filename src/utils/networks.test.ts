import { expect, test } from "vitest";
import { ipKey } from "./ipKey.js";
import { networksOf } from "./networks.js";

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
