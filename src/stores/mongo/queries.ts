import type { Model, QueryFilter, SortOrder } from "mongoose";
import type { CompareAndSetResult, CreateOnceResult } from "../Store.js";
import type { Collections } from "./MongoConnection.js";
import { isDuplicateKey } from "./mongoErrors.js";

type Trusted = Pick<Collections, "trusted">;

/** The document, or the list of documents, that a query finds, without Mongoose's own methods. */
export function plain<Found>(query: { lean(): { exec(): Promise<unknown> } }): Promise<Found> {
  return query.lean().exec() as Promise<Found>;
}

/** The filter of the user's records, or of those that come after `before` when the greatest `_id` comes first. */
export function pageOfUser({ trusted }: Trusted, userId: string, before: string | null) {
  const own = { userId: { $eq: userId } };
  return before === null ? own : { ...own, _id: trusted({ $lt: before }) };
}

/** Stores a new record, unless another one has its id or another unique field. */
export async function createOnce(document: { save(): Promise<unknown> }): Promise<CreateOnceResult> {
  try {
    await document.save();
    return { kind: "created" };
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return { kind: "taken" };
  }
}

/** Deletes the record with an id; answers whether there was one. */
export async function deleteById<T extends { readonly _id: string }>(model: Model<T>, id: string): Promise<boolean> {
  const filter: QueryFilter<{ readonly _id: string }> = { _id: { $eq: id } };
  return (await model.deleteOne(filter).exec()).deletedCount === 1;
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
  const found = await plain<Array<{ _id: string }>>(model.find(filter, { _id: 1 }).sort(order).limit(limit));
  const ids = found.map(({ _id }) => _id);
  // The condition again: a record that was renewed since it was found stays.
  const { deletedCount } = await model.deleteMany({ ...filter, _id: trusted({ $in: ids }) }).exec();
  return deletedCount;
}

/** Deletes at most `limit` of the records that had expired at `now`; answers how many were deleted. */
export function deleteExpired<T extends { readonly _id: string; readonly expiresAt: number }>(
  trusted: Trusted,
  model: Model<T>,
  { now, limit }: { now: number; limit: number },
): Promise<number> {
  const filter = { expiresAt: trusted.trusted({ $lte: now }) } as QueryFilter<T>;
  return deleteAtMost(trusted, model, { filter, order: { expiresAt: 1 }, limit });
}

/**
 * Replaces a record if its version is still the expected one. It writes every field that this program knows: a replacement
 * would delete what a newer program, which may run beside this one, stores in the same record.
 */
export async function replaceVersion<T extends { readonly _id: string; readonly version: number }>(
  model: Model<T>,
  record: T,
  expectedVersion: number,
): Promise<CompareAndSetResult> {
  const { _id, ...fields } = record;
  const expected: QueryFilter<{ _id: string; version: number }> = {
    _id: { $eq: _id },
    version: { $eq: expectedVersion },
  };
  const { matchedCount } = await model.updateOne(expected, { $set: fields as object }).exec();
  return { kind: matchedCount === 1 ? "stored" : "conflict" };
}
