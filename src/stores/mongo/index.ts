export { createMongoStore, type MongoStoreOptions } from "./createMongoStore.js";
