import { CURRENT_HASH_PREFIX } from "../../utils/passwordForm.js";
import { AFTER_USERNAMES, isUsername, prefixRange, type StoredUser } from "../adapterRules.js";
import type { CreateResult, UniqueField, User, UserStore } from "../Store.js";
import { documentFormats } from "./documents.js";
import type { Collections } from "./MongoConnection.js";
import { MongoPort } from "./MongoPort.js";
import { duplicateField, isDuplicateKey, isWriteConflict, refusalsOf } from "./mongoErrors.js";
import { plain, replaceVersion } from "./queries.js";
import { retryOnWriteConflict } from "./retryOnWriteConflict.js";

type Is = { $eq: string };

/** The users of a MongoDB store. */
export class MongoUsers extends MongoPort implements UserStore {
  create(user: User): Promise<CreateResult> {
    const record = documentFormats.users.toDocument(user);
    return this.connection.write((collections) => insert(collections, record));
  }

  /** One command inserts all of them, each on its own: one that is refused stops no other. */
  async createMany(users: readonly User[]): Promise<CreateResult[]> {
    const records = users.map(documentFormats.users.toDocument);
    const results = records.map((): CreateResult => ({ kind: "created" }));
    if (records.length === 0) return results;
    return this.connection.write(async (collections) => {
      try {
        // Without it a record that does not fit the schema would be left out silently.
        await collections.users.insertMany(records, { ordered: false, throwOnValidationError: true });
      } catch (error) {
        for (const { index, refusal } of refusalsOf(error)) {
          const user = records[index];
          if (user === undefined) throw error;
          results[index] = isWriteConflict(refusal)
            ? await retryOnWriteConflict(() => insert(collections, user))
            : { kind: "taken", field: await takenField(collections, user, refusal) };
        }
      }
      return results;
    });
  }

  findTaken({ usernames, emails }: Parameters<UserStore["findTaken"]>[0]) {
    return this.connection.read(async ({ users, trusted }) => {
      const anyOf = [
        { username: trusted({ $in: usernames.filter(isUsername) }) },
        { email: trusted({ $in: [...emails] }) },
      ];
      const query = users.find({ $or: anyOf }, { _id: 0, username: 1, email: 1 });
      const found = await plain<Pick<StoredUser, UniqueField>[]>(query);
      return {
        usernames: found.map(({ username }) => username).filter((name) => isUsername(name) && usernames.includes(name)),
        emails: found.map(({ email }) => email).filter((email) => emails.includes(email)),
      };
    });
  }

  byId(id: string): Promise<User | null> {
    return this.connection.read((collections) => findUser(collections, { _id: { $eq: id } }));
  }

  async byLogin(login: { username: string } | { email: string }): Promise<User | null> {
    if ("username" in login && !isUsername(login.username)) return null;
    const filter = "username" in login ? { username: { $eq: login.username } } : { email: { $eq: login.email } };
    return this.connection.read((collections) => findUser(collections, filter));
  }

  compareAndSet(next: User, expectedVersion: number): ReturnType<UserStore["compareAndSet"]> {
    const record = documentFormats.users.toDocument(next);
    return this.connection.write(async (collections) => {
      try {
        return await replaceVersion(collections.users, record, expectedVersion);
      } catch (error) {
        return { kind: "taken", field: await takenField(collections, record, error) };
      }
    });
  }

  delete(id: string, expectedVersion?: number): ReturnType<UserStore["delete"]> {
    const filter = { _id: { $eq: id }, ...(expectedVersion !== undefined && { version: { $eq: expectedVersion } }) };
    return this.connection.write(async ({ users }) => {
      const { deletedCount } = await users.deleteOne(filter).exec();
      return { kind: deletedCount === 1 ? "deleted" : "missing" };
    });
  }

  list({ by, prefix, after, limit }: Parameters<UserStore["list"]>[0]): Promise<User[]> {
    return this.connection.read(async ({ users, trusted }) => {
      const { from, to } = prefixRange(prefix, after);
      const range = { $gte: from, $lte: to, $ne: after, ...(by === "username" && { $lt: AFTER_USERNAMES }) };
      const inRange = users.find({ [by]: trusted(range) });
      const found = await plain<StoredUser[]>(inRange.sort({ [by]: 1 }).limit(limit));
      return found.map(documentFormats.users.fromDocument);
    });
  }

  nextLegacyHash(after: string): Promise<string | null> {
    return this.connection.read(async ({ users, trusted }) => {
      // One range at a time, below the current hashes and above them: one query for both might read all of those between.
      for (const range of rangesAround(CURRENT_HASH_PREFIX, after)) {
        const inRange = users.findOne({ passwordHash: trusted(range) }, { _id: 0, passwordHash: 1 });
        const user = await plain<Pick<User, "passwordHash"> | null>(inRange.sort({ passwordHash: 1 }));
        if (user !== null) return user.passwordHash;
      }
      return null;
    });
  }
}

async function insert(collections: Collections, record: StoredUser): Promise<CreateResult> {
  try {
    await new collections.users(record).save();
    return { kind: "created" };
  } catch (error) {
    return { kind: "taken", field: await takenField(collections, record, error) };
  }
}

/** Reads the user with one identifier. */
export async function findUser(
  { users }: Pick<Collections, "users">,
  filter: { _id: Is } | { username: Is } | { email: Is },
): Promise<User | null> {
  const user = await plain<StoredUser | null>(users.findOne(filter));
  // An application may have come to the database since the start: its document is no user of ours, and failing would show
  // that it exists.
  return typeof user?.passwordHash === "string" ? documentFormats.users.fromDocument(user) : null;
}

/** Which field of the user belongs to another one, when that is why the write failed. Any other error is thrown on. */
async function takenField({ users, trusted }: Collections, user: StoredUser, error: unknown): Promise<UniqueField> {
  if (!isDuplicateKey(error)) throw error;
  const field = duplicateField(error);
  // What is stored for no username can only be refused together with the id, which is a fault.
  if (field === "username" && !isUsername(user.username)) throw error;
  if (field !== null) return field;
  // MongoDB names the index that refused; other servers of its protocol do not always.
  const others = { _id: trusted({ $ne: user._id }) };
  if (await users.exists({ ...others, username: { $eq: user.username } })) return "username";
  if (await users.exists({ ...others, email: { $eq: user.email } })) return "email";
  throw error;
}

/** The texts above `after` that do not begin with `prefix`. */
function rangesAround(prefix: string, after: string): { $gt: string; $lt?: string }[] {
  const { to } = prefixRange(prefix, null);
  const above = { $gt: after > to ? after : to };
  return after < prefix ? [{ $gt: after, $lt: prefix }, above] : [above];
}
