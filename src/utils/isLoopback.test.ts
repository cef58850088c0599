import { expect, test } from "vitest";
import { isLoopback } from "./isLoopback.js";

test.each(["127.0.0.1", "127.255.0.9", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "::ffff:7f00:1"])(
  "%s is this machine",
  (address) => {
    expect(isLoopback(address)).toBe(true);
  },
);

test.each([undefined, "", "localhost", "128.0.0.1", "10.0.0.1", "::", "::2", "::ffff:10.0.0.1", "127.0.0.1, 10.0.0.1"])(
  "%s is not",
  (address) => {
    expect(isLoopback(address)).toBe(false);
  },
);
