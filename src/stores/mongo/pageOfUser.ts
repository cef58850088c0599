import { trusted } from "mongoose";

/** The filter of the user's records, or of those that come after `before` when the greatest `_id` comes first. */
export function pageOfUser(userId: string, before: string | null) {
  const own = { userId: { $eq: userId } };
  return before === null ? own : { ...own, _id: trusted({ $lt: before }) };
}
