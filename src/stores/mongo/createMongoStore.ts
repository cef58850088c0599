import type { Store } from "../Store.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";

export interface MongoStoreOptions {
  /** `mongodb://…/name` or `mongodb+srv://…/name`. It may hold a password and is never part of a message. */
  url: string;
  /** Stands before the names of its collections, so that an application may have others beside them. None by default. */
  prefix?: string;
  /** Is called with the name of every command that is sent. For tests. */
  onCommand?: (name: string) => void;
  /** How long each step of a call may take: finding the server, connecting, waiting for its answer. 5 s by default. */
  stepTimeoutMs?: number;
}

/**
 * A store in a MongoDB database: a stand-alone server, a replica set or a sharded cluster. Mongoose is read from the disk when
 * the store is opened: it is a third of the time and a fifth of the memory of a start, which a server on SQLite need not spend.
 */
export function createMongoStore(options: MongoStoreOptions): Store {
  let loading: Promise<Store> | null = null;
  let loaded: Store | null = null;

  async function load(): Promise<Store> {
    const { createLoadedStore } = await import("./createLoadedStore.js");
    loaded = createLoadedStore(options);
    return loaded;
  }

  /** Calls at once: what the caller changes in its arguments afterwards is not to be seen by the store. */
  function verb<Arguments extends unknown[], Result>(of: (store: Store) => (...args: Arguments) => Promise<Result>) {
    return (...args: Arguments): Promise<Result> =>
      loaded === null ? Promise.reject(new StoreUnavailableError("The store is not open.")) : of(loaded)(...args);
  }

  return {
    users: {
      create: verb(({ users }) => users.create),
      createMany: verb(({ users }) => users.createMany),
      findTaken: verb(({ users }) => users.findTaken),
      byId: verb(({ users }) => users.byId),
      byLogin: verb(({ users }) => users.byLogin),
      compareAndSet: verb(({ users }) => users.compareAndSet),
      delete: verb(({ users }) => users.delete),
      list: verb(({ users }) => users.list),
      nextLegacyHash: verb(({ users }) => users.nextLegacyHash),
    },
    sessions: {
      create: verb(({ sessions }) => sessions.create),
      get: verb(({ sessions }) => sessions.get),
      compareAndSet: verb(({ sessions }) => sessions.compareAndSet),
      listByUser: verb(({ sessions }) => sessions.listByUser),
      listAllByUser: verb(({ sessions }) => sessions.listAllByUser),
      listExpired: verb(({ sessions }) => sessions.listExpired),
      deleteExpired: verb(({ sessions }) => sessions.deleteExpired),
      deleteByUser: verb(({ sessions }) => sessions.deleteByUser),
    },
    oneTimeTokens: {
      put: verb(({ oneTimeTokens }) => oneTimeTokens.put),
      take: verb(({ oneTimeTokens }) => oneTimeTokens.take),
      find: verb(({ oneTimeTokens }) => oneTimeTokens.find),
      listByUser: verb(({ oneTimeTokens }) => oneTimeTokens.listByUser),
      deleteExpired: verb(({ oneTimeTokens }) => oneTimeTokens.deleteExpired),
      deleteByUser: verb(({ oneTimeTokens }) => oneTimeTokens.deleteByUser),
    },
    audit: {
      append: verb(({ audit }) => audit.append),
      list: verb(({ audit }) => audit.list),
      listByUser: verb(({ audit }) => audit.listByUser),
      deleteBefore: verb(({ audit }) => audit.deleteBefore),
      trimByUser: verb(({ audit }) => audit.trimByUser),
      deleteByUser: verb(({ audit }) => audit.deleteByUser),
    },
    queue: {
      add: verb(({ queue }) => queue.add),
      claim: verb(({ queue }) => queue.claim),
      postpone: verb(({ queue }) => queue.postpone),
      remove: verb(({ queue }) => queue.remove),
      listByUser: verb(({ queue }) => queue.listByUser),
      deleteByUser: verb(({ queue }) => queue.deleteByUser),
    },
    rateLimits: {
      add: verb(({ rateLimits }) => rateLimits.add),
      set: verb(({ rateLimits }) => rateLimits.set),
      get: verb(({ rateLimits }) => rateLimits.get),
      delete: verb(({ rateLimits }) => rateLimits.delete),
      deleteExpired: verb(({ rateLimits }) => rateLimits.deleteExpired),
    },
    signingKeys: {
      list: verb(({ signingKeys }) => signingKeys.list),
      create: verb(({ signingKeys }) => signingKeys.create),
      compareAndSet: verb(({ signingKeys }) => signingKeys.compareAndSet),
      delete: verb(({ signingKeys }) => signingKeys.delete),
    },
    open: async () => {
      loading ??= load();
      await (await loading).open();
    },
    authState: verb((store) => store.authState),
    ping: verb((store) => store.ping),
    close: async () => (await loading)?.close(),
  };
}
