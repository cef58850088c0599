import type { Container } from "../container.js";
import { type Evidence, passwordVerified } from "../services/assurance/index.js";

/** What `latchkey/testing` needs of a Latchkey beside its public members. */
export type TestAccess = Pick<Container, "open" | "store" | "sessions" | "cookies" | "config" | "clock">;

/**
 * Known to all copies of this module: a bundler, or a test runner that gives each file modules of its own, may load one for `latchkey`
 * and another for `latchkey/testing`.
 */
const ACCESS = Symbol.for("latchkey/testing");

/** Leaves the access with the object. It is no more than its `users` can do anyway. */
export function withTestAccess<T extends object>(latchkey: T, container: TestAccess): T {
  return Object.defineProperty(latchkey, ACCESS, { value: container });
}

/** As if the user had just given the password. */
export function testEvidence({ clock }: TestAccess): Evidence {
  return passwordVerified(clock.now());
}

/** Throws for what createLatchkey did not make. */
export function testAccessOf(latchkey: object): TestAccess {
  const access: unknown = Reflect.get(latchkey, ACCESS);
  if (access === undefined) throw new TypeError("Give the object that createLatchkey returned.");
  return access as TestAccess;
}
