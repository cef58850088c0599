import type { Model, QueryFilter } from "mongoose";
import type { ArchiveRecords, CredentialKind } from "../Archive.js";
import type { PasskeyStore } from "../Store.js";
import type { Collections, MongoConnection } from "./MongoConnection.js";
import { MongoPort } from "./MongoPort.js";
import { createOnce, deleteOfUser, plain, replaceVersion } from "./queries.js";

type Credential = ArchiveRecords[CredentialKind];

interface CredentialCollection<Item> {
  readonly modelOf: (collections: Collections) => Model<Item>;
  readonly copy: (item: Item) => Item;
}

/** The passkeys, or the identities, of a MongoDB store. */
export class MongoCredentials<Item extends Credential> extends MongoPort {
  readonly #modelOf: CredentialCollection<Item>["modelOf"];
  readonly #copy: CredentialCollection<Item>["copy"];

  constructor(connection: MongoConnection, { modelOf, copy }: CredentialCollection<Item>) {
    super(connection);
    this.#modelOf = modelOf;
    this.#copy = copy;
  }

  get(id: string): Promise<Item | null> {
    return this.connection.read(async (collections) => {
      const filter: QueryFilter<Credential> = { _id: { $eq: id } };
      const found = await plain<Item | null>(this.#modelOf(collections).findOne(filter));
      return found === null ? null : this.#copy(found);
    });
  }

  create(record: Item): ReturnType<PasskeyStore["create"]> {
    const document = this.#copy(record);
    return this.connection.write((collections) => createOnce(new (this.#modelOf(collections))(document)));
  }

  compareAndSet(next: Item, expectedVersion: number): ReturnType<PasskeyStore["compareAndSet"]> {
    const record = this.#copy(next);
    return this.connection.write((collections) => replaceVersion(this.#modelOf(collections), record, expectedVersion));
  }

  delete({ id, userId }: Parameters<PasskeyStore["delete"]>[0]): Promise<boolean> {
    return this.connection.write(async (collections) => {
      const filter: QueryFilter<Credential> = { _id: { $eq: id }, userId: { $eq: userId } };
      const { deletedCount } = await this.#modelOf(collections).deleteOne(filter).exec();
      return deletedCount === 1;
    });
  }

  listByUser(userId: string): Promise<Item[]> {
    return this.connection.read((collections) => this.#oldestFirst(collections, { userId: { $eq: userId } }));
  }

  listCreated({ from, before, limit }: Parameters<PasskeyStore["listCreated"]>[0]): Promise<Item[]> {
    return this.connection.read((collections) =>
      this.#oldestFirst(collections, { createdAt: collections.trusted({ $gte: from, $lt: before }) }, limit),
    );
  }

  deleteByUser(userId: string): Promise<number> {
    return this.connection.write((collections) => deleteOfUser(this.#modelOf(collections), userId));
  }

  /** A `limit` of 0 is none. */
  async #oldestFirst(collections: Collections, filter: QueryFilter<Credential>, limit = 0): Promise<Item[]> {
    const query = this.#modelOf(collections).find(filter).sort({ createdAt: 1, _id: 1 }).limit(limit);
    return (await plain<Item[]>(query)).map(this.#copy);
  }
}
