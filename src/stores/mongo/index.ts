export { createMongoStore } from "./createMongoStore.js";
