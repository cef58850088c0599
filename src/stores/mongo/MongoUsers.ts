import { CURRENT_HASH_PREFIX } from "../../utils/passwordForm.js";
import { prefixRange } from "../adapterRules.js";
import type { CreateResult, EpochEnd, UniqueField, User, UserStore } from "../Store.js";
import type { Collections, MongoConnection } from "./MongoConnection.js";
import { duplicateField, isDuplicateKey, refusalsOf } from "./mongoErrors.js";
import { toSetUpdate } from "./queries.js";

type Is = { $eq: string };
/** Users that were stored before there was such a list have none until their next change. */
type StoredUser = Omit<User, "epochEnds"> & Partial<Pick<User, "epochEnds">>;

/** The users of a MongoDB store. */
export class MongoUsers implements UserStore {
  readonly #connection: MongoConnection;

  constructor(connection: MongoConnection) {
    this.#connection = connection;
  }

  create(user: User): Promise<CreateResult> {
    const record = copyUser(user);
    return this.#connection.write(async (collections) => {
      try {
        await new collections.users(record).save();
        return { kind: "created" };
      } catch (error) {
        return { kind: "taken", field: await takenField(collections, record, error) };
      }
    });
  }

  /** One command inserts all of them, each on its own: one that is refused stops no other. */
  async createMany(users: readonly User[]): Promise<CreateResult[]> {
    const records = users.map(copyUser);
    const results = records.map((): CreateResult => ({ kind: "created" }));
    if (records.length === 0) return results;
    return this.#connection.write(async (collections) => {
      try {
        // Without it a record that does not fit the schema would be left out silently.
        await collections.users.insertMany(records, { ordered: false, throwOnValidationError: true });
      } catch (error) {
        for (const { index, refusal } of refusalsOf(error)) {
          const user = records[index];
          if (user === undefined) throw error;
          results[index] = { kind: "taken", field: await takenField(collections, user, refusal) };
        }
      }
      return results;
    });
  }

  findTaken({ usernames, emails }: Parameters<UserStore["findTaken"]>[0]) {
    return this.#connection.read(async ({ users, trusted }) => {
      const anyOf = [{ username: trusted({ $in: [...usernames] }) }, { email: trusted({ $in: [...emails] }) }];
      const found = await users
        .find({ $or: anyOf }, { _id: 0, username: 1, email: 1 })
        .lean<Pick<User, UniqueField>[]>()
        .exec();
      return {
        usernames: found.map(({ username }) => username).filter((username) => usernames.includes(username)),
        emails: found.map(({ email }) => email).filter((email) => emails.includes(email)),
      };
    });
  }

  byId(id: string): Promise<User | null> {
    return this.#connection.read((collections) => findUser(collections, { _id: { $eq: id } }));
  }

  byLogin(login: { username: string } | { email: string }): Promise<User | null> {
    const filter = "username" in login ? { username: { $eq: login.username } } : { email: { $eq: login.email } };
    return this.#connection.read((collections) => findUser(collections, filter));
  }

  compareAndSet(next: User, expectedVersion: number): ReturnType<UserStore["compareAndSet"]> {
    const record = copyUser(next);
    return this.#connection.write(async (collections) => {
      try {
        const expected = { _id: { $eq: record._id }, version: { $eq: expectedVersion } };
        const { matchedCount } = await collections.users.updateOne(expected, toSetUpdate(record)).exec();
        return { kind: matchedCount === 1 ? "stored" : "conflict" };
      } catch (error) {
        return { kind: "taken", field: await takenField(collections, record, error) };
      }
    });
  }

  delete(id: string): ReturnType<UserStore["delete"]> {
    return this.#connection.write(async ({ users }) => {
      const { deletedCount } = await users.deleteOne({ _id: { $eq: id } }).exec();
      return { kind: deletedCount === 1 ? "deleted" : "missing" };
    });
  }

  list({ by, prefix, after, limit }: Parameters<UserStore["list"]>[0]): Promise<User[]> {
    return this.#connection.read(async ({ users, trusted }) => {
      const { from, to } = prefixRange(prefix, after);
      const found = await users
        .find({ [by]: trusted({ $gte: from, $lte: to, $ne: after }) })
        .sort({ [by]: 1 })
        .limit(limit)
        .lean<StoredUser[]>()
        .exec();
      return found.map(toUser);
    });
  }

  nextLegacyHash(after: string): Promise<string | null> {
    return this.#connection.read(async ({ users, trusted }) => {
      // One range at a time, below the current hashes and above them: one query for both might read all of those between.
      for (const range of rangesAround(CURRENT_HASH_PREFIX, after)) {
        const user = await users
          .findOne({ passwordHash: trusted(range) }, { _id: 0, passwordHash: 1 })
          .sort({ passwordHash: 1 })
          .lean<Pick<User, "passwordHash">>()
          .exec();
        if (user !== null) return user.passwordHash;
      }
      return null;
    });
  }
}

/** Reads the user with one identifier. */
export async function findUser(
  { users }: Pick<Collections, "users">,
  filter: { _id: Is } | { username: Is } | { email: Is },
): Promise<User | null> {
  const user = await users.findOne(filter).lean<StoredUser>().exec();
  // An application may have come to the database since the start: its document is no user of ours, and failing would show
  // that it exists.
  return typeof user?.passwordHash === "string" ? toUser(user) : null;
}

export function toUser(stored: StoredUser): User {
  return copyUser({ epochEnds: [], ...stored });
}

/** A plain copy, field by field: nothing unknown goes in or comes out, and nothing is shared with the caller. */
export function copyUser(user: User): User {
  return {
    _id: user._id,
    username: user.username,
    fullName: user.fullName,
    email: user.email,
    passwordHash: user.passwordHash,
    avatarUrl: user.avatarUrl,
    emailVerifiedAt: user.emailVerifiedAt,
    roles: [...user.roles],
    disabledAt: user.disabledAt,
    epoch: user.epoch,
    epochEnds: user.epochEnds.map(copyEpochEnd),
    version: user.version,
    createdAt: user.createdAt,
    updatedAt: user.updatedAt,
    passwordChangedAt: user.passwordChangedAt,
  };
}

function copyEpochEnd({ epoch, cause, at }: EpochEnd): EpochEnd {
  return { epoch, cause, at };
}

/** Which field of the user belongs to another one, when that is why the write failed. Any other error is thrown on. */
async function takenField({ users, trusted }: Collections, user: User, error: unknown): Promise<UniqueField> {
  if (!isDuplicateKey(error)) throw error;
  const field = duplicateField(error);
  if (field !== null) return field;
  // MongoDB names the index that refused, FerretDB does not always.
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
