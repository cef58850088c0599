import { trusted } from "mongoose";
import { CURRENT_HASH_PREFIX } from "../../utils/passwordForm.js";
import { prefixRange } from "../adapterRules.js";
import type { UniqueField, User, UserStore } from "../Store.js";
import { assignAll } from "./assignAll.js";
import { createUsers } from "./createUsers.js";
import { findUser, type StoredUser, toUser } from "./findUser.js";
import type { MongoConnection } from "./MongoConnection.js";
import { takenField } from "./takenField.js";
import { copyUser } from "./userRecord.js";

/** The users of a MongoDB store. */
export function createUserStore(connection: MongoConnection): UserStore {
  return {
    create(user) {
      return connection.write(async (models) => {
        try {
          await new models.users(copyUser(user)).save();
          return { kind: "created" };
        } catch (error) {
          return { kind: "taken", field: await takenField(models, user, error) };
        }
      });
    },
    createMany(users) {
      return connection.write((models) => createUsers(models, users));
    },
    findTaken({ usernames, emails }) {
      return connection.read(async ({ users }) => {
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
    },
    byId(id) {
      return connection.read((models) => findUser(models, { _id: { $eq: id } }));
    },
    byLogin(login) {
      const filter = "username" in login ? { username: { $eq: login.username } } : { email: { $eq: login.email } };
      return connection.read((models) => findUser(models, filter));
    },
    compareAndSet(next, expectedVersion) {
      return connection.write(async (models) => {
        try {
          const expected = { _id: { $eq: next._id }, version: { $eq: expectedVersion } };
          const { matchedCount } = await models.users.updateOne(expected, assignAll(copyUser(next))).exec();
          return { kind: matchedCount === 1 ? "stored" : "conflict" };
        } catch (error) {
          return { kind: "taken", field: await takenField(models, next, error) };
        }
      });
    },
    delete(id) {
      return connection.write(async ({ users }) => {
        const { deletedCount } = await users.deleteOne({ _id: { $eq: id } }).exec();
        return { kind: deletedCount === 1 ? "deleted" : "missing" };
      });
    },
    list({ by, prefix, after, limit }) {
      return connection.read(async ({ users }) => {
        const { from, to } = prefixRange(prefix, after);
        const found = await users
          .find({ [by]: trusted({ $gte: from, $lte: to, $ne: after }) })
          .sort({ [by]: 1 })
          .limit(limit)
          .lean<StoredUser[]>()
          .exec();
        return found.map(toUser);
      });
    },
    nextLegacyHash(after) {
      return connection.read(async ({ users }) => {
        // A range at a time, below today's hashes and above them: one query for both might read all of those between.
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
    },
  };
}

/** The texts above `after` that do not begin with `prefix`. */
function rangesAround(prefix: string, after: string): { $gt: string; $lt?: string }[] {
  const { to } = prefixRange(prefix, null);
  const above = { $gt: after > to ? after : to };
  return after < prefix ? [{ $gt: after, $lt: prefix }, above] : [above];
}
