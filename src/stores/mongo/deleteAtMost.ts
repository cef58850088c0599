import { type Model, type QueryFilter, type SortOrder, trusted } from "mongoose";

/** Deletes at most `limit` of the records that a filter names, the first of the order; answers how many went. */
export async function deleteAtMost<T extends { readonly _id: string }>(
  model: Model<T>,
  filter: QueryFilter<T>,
  order: Record<string, SortOrder>,
  limit: number,
): Promise<number> {
  const found = await model.find(filter, { _id: 1 }).sort(order).limit(limit).lean<Array<{ _id: string }>>().exec();
  const ids = found.map(({ _id }) => _id);
  // The condition again: what was renewed since it was found stays.
  const { deletedCount } = await model.deleteMany({ ...filter, _id: trusted({ $in: ids }) }).exec();
  return deletedCount;
}
