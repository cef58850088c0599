import { verify } from "@node-rs/argon2";
import { type Connection, createConnection } from "mongoose";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { createUserModel } from "../../src/models/User.model.js";
import type { User } from "../../src/stores/Store.js";
import { aUser, type NamedUser } from "../support/records.js";
import { freshMongoUrl } from "../support/store/mongoDatabase.js";

const PLAIN = "correct horse battery staple";
const hasServer = inject("mongoUrl") !== null;

type Attempt = (users: ReturnType<typeof createUserModel>, stored: NamedUser) => PromiseLike<unknown>;

const REFUSED: Readonly<Record<string, Attempt>> = {
  updateOne: (users, { _id }) => users.updateOne({ _id }, { passwordHash: PLAIN }),
  "updateOne with $set": (users, { _id }) => users.updateOne({ _id }, { $set: { passwordHash: PLAIN } }),
  "updateOne with $max": (users, { _id }) => users.updateOne({ _id }, { $max: { passwordHash: PLAIN } }),
  "updateOne with $unset": (users, { _id }) => users.updateOne({ _id }, { $unset: { passwordHash: 1 } }),
  "updateOne with $rename": (users, { _id }) => users.updateOne({ _id }, { $rename: { fullName: "passwordHash" } }),
  "updateOne with a pipeline": (users, { _id }) =>
    users.updateOne({ _id }, [{ $set: { passwordHash: PLAIN } }], { updatePipeline: true }),
  "updateOne of a document": async (users, { _id }) => (await users.findById(_id))?.updateOne({ passwordHash: PLAIN }),
  "an upsert with $setOnInsert": (users) =>
    users.updateOne({ _id: "new" }, { $setOnInsert: aUser({ _id: "new", passwordHash: PLAIN }) }, { upsert: true }),
  updateMany: (users) => users.updateMany({}, { passwordHash: PLAIN }),
  findOneAndUpdate: (users, { _id }) => users.findOneAndUpdate({ _id }, { passwordHash: PLAIN }),
  findByIdAndUpdate: (users, { _id }) => users.findByIdAndUpdate(_id, { $set: { passwordHash: PLAIN } }),
  replaceOne: (users, stored) => users.replaceOne({ _id: stored._id }, { ...stored, passwordHash: PLAIN }),
  findOneAndReplace: (users, stored) =>
    users.findOneAndReplace({ _id: stored._id }, { ...stored, passwordHash: PLAIN }),
  insertMany: (users) => users.insertMany([aUser({ passwordHash: PLAIN })]),
  "bulkWrite of an insert": (users) => users.bulkWrite([{ insertOne: { document: aUser({ passwordHash: PLAIN }) } }]),
  "bulkWrite of an updateOne": (users, { _id }) =>
    users.bulkWrite([{ updateOne: { filter: { _id }, update: { $set: { passwordHash: PLAIN } } } }]),
  "bulkWrite of an updateMany": (users) =>
    users.bulkWrite([{ updateMany: { filter: {}, update: { $set: { passwordHash: PLAIN } } } }]),
  "bulkWrite of a replacement": (users, stored) =>
    users.bulkWrite([{ replaceOne: { filter: { _id: stored._id }, replacement: { ...stored, passwordHash: PLAIN } } }]),
};

describe.skipIf(!hasServer)("the user model never stores a plain password", () => {
  let connection: Connection;
  let users: ReturnType<typeof createUserModel>;
  let stored: NamedUser;

  beforeAll(async () => {
    connection = await createConnection(freshMongoUrl(), { autoCreate: false }).asPromise();
    users = createUserModel(connection, "");
  });
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.destroy();
  });
  beforeEach(async () => {
    await users.deleteMany({});
    stored = aUser();
    await users.create(stored);
  });

  test("save hashes it, and the hash verifies", async () => {
    const user = aUser({ passwordHash: PLAIN });
    await new users(user).save();
    const { passwordHash } = await users.findById(user._id).lean<User>().orFail();
    expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verify(passwordHash, PLAIN)).toBe(true);
  });

  test("save of a document that was read hashes it too", async () => {
    const document = await users.findById(stored._id).orFail();
    document.set("passwordHash", PLAIN);
    await document.save();
    const { passwordHash } = await users.findById(stored._id).lean<User>().orFail();
    expect(await verify(passwordHash, PLAIN)).toBe(true);
  });

  test("save hashes the password in the form in which the login compares it", async () => {
    const user = aUser({ passwordHash: "Zoe\u0308 and her long password" });
    await new users(user).save();
    const { passwordHash } = await users.findById(user._id).lean<User>().orFail();
    expect(await verify(passwordHash, "Zo\u00eb and her long password")).toBe(true);
  });

  test("save of a document that was read without its hash keeps the hash", async () => {
    const document = await users.findById(stored._id, { passwordHash: 0 }).orFail();
    document.set("fullName", "Neu");
    await document.save();
    expect(await users.findById(stored._id).lean()).toEqual({ ...stored, fullName: "Neu" });
  });

  test("save leaves a hash as it is", async () => {
    const document = await users.findById(stored._id).orFail();
    document.set("fullName", "Neu");
    await document.save();
    expect(await users.findById(stored._id).lean()).toEqual({ ...stored, fullName: "Neu" });
  });

  test.each(Object.entries(REFUSED))("%s is refused and writes nothing", async (_name, attempt) => {
    await expect(Promise.resolve(attempt(users, stored))).rejects.toThrow(/password/);
    expect(await users.find().lean()).toEqual([stored]);
  });

  test("an update to another hash is no plain password", async () => {
    const passwordHash = stored.passwordHash.replace("t=2", "t=3");
    await users.updateOne({ _id: stored._id }, { $set: { passwordHash } });
    expect(await users.find().lean()).toEqual([{ ...stored, passwordHash }]);
  });
});

describe.skipIf(!hasServer)("a filter of the models", () => {
  let connection: Connection;
  let users: ReturnType<typeof createUserModel>;

  beforeAll(async () => {
    const options = { autoCreate: false, sanitizeFilter: true };
    connection = await createConnection(freshMongoUrl(), options).asPromise();
    users = createUserModel(connection, "");
    await users.create(aUser());
  });
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.destroy();
  });

  test("with a field that does not exist is an error, not a filter that matches everybody", async () => {
    await expect(users.findOne(JSON.parse('{"usernaem":"ada"}')).exec()).rejects.toThrow(/usernaem/);
  });

  test("takes no operator from a value", async () => {
    await expect(users.findOne(JSON.parse('{"username":{"$ne":null}}')).exec()).rejects.toThrow(/Cast/);
  });
});
