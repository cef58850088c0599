import { trusted } from "mongoose";
import { prefixRange } from "../../utils/prefixRange.js";
import type { User, UserStore } from "../Store.js";
import { findUser, type StoredUser, toUser } from "./findUser.js";
import type { MongoConnection } from "./MongoConnection.js";
import { takenField } from "./takenField.js";
import { copyUser } from "./userRecord.js";

const BCRYPT = "^\\$2";

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
          const { matchedCount } = await models.users.replaceOne(expected, copyUser(next)).exec();
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
    anyBcryptHash() {
      return connection.read(async ({ users }) => {
        const waiting = { passwordHash: trusted({ $regex: BCRYPT }) };
        const user = await users
          .findOne(waiting, { _id: 0, passwordHash: 1 })
          .lean<Pick<User, "passwordHash">>()
          .exec();
        return user?.passwordHash ?? null;
      });
    },
  };
}
