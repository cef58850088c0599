import type { Model, QueryFilter, SortOrder } from "mongoose";
import type { Collections } from "./MongoConnection.js";

type Trusted = Pick<Collections, "trusted">;

/** The filter of the user's records, or of those that come after `before` when the greatest `_id` comes first. */
export function pageOfUser({ trusted }: Trusted, userId: string, before: string | null) {
  const own = { userId: { $eq: userId } };
  return before === null ? own : { ...own, _id: trusted({ $lt: before }) };
}

/** Deletes the user's records; answers how many were deleted. */
export async function deleteOfUser<T extends { readonly userId: string | null }>(
  model: Model<T>,
  userId: string,
): Promise<number> {
  const filter: QueryFilter<{ readonly userId: string | null }> = { userId: { $eq: userId } };
  return (await model.deleteMany(filter).exec()).deletedCount;
}

/** Deletes at most `limit` of the records that a filter names, the first of the order; answers how many were deleted. */
export async function deleteAtMost<T extends { readonly _id: string }>(
  { trusted }: Trusted,
  model: Model<T>,
  { filter, order, limit }: { filter: QueryFilter<T>; order: Record<string, SortOrder>; limit: number },
): Promise<number> {
  const found = await model.find(filter, { _id: 1 }).sort(order).limit(limit).lean<Array<{ _id: string }>>().exec();
  const ids = found.map(({ _id }) => _id);
  // The condition again: a record that was renewed since it was found stays.
  const { deletedCount } = await model.deleteMany({ ...filter, _id: trusted({ $in: ids }) }).exec();
  return deletedCount;
}

/**
 * The update that writes every field that this program knows. A replacement would delete what a newer program, which may run
 * beside this one, stores in the same record.
 */
export function toSetUpdate<Record extends { readonly _id: string }>(record: Record): { $set: Omit<Record, "_id"> } {
  const { _id, ...fields } = record;
  return { $set: fields };
}
