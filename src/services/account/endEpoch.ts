import type { EpochEndCause, User } from "../../stores/Store.js";

const REMEMBERED = 20;

/** The change of a user that ends every session at once, by one write. */
export function endEpoch(user: User, cause: EpochEndCause, now: number): Pick<User, "epoch" | "epochEnds"> {
  const ended = { epoch: user.epoch, cause, at: now };
  return { epoch: user.epoch + 1, epochEnds: [...user.epochEnds, ended].slice(-REMEMBERED) };
}
