// Run by mongosh as the healthcheck: makes the replica set where there is none yet, and ends with 0 when it can be written to.
const { readFileSync } = require("node:fs");

const NOT_YET_INITIALIZED = 94;

db.getSiblingDB("admin").auth("root", readFileSync("/run/secrets/mongo-root-password", "utf8").trim());
try {
  rs.status();
} catch (error) {
  if (error.code !== NOT_YET_INITIALIZED) throw error;
  // The name by which Latchkey reaches it: drivers go where the replica set says that its members are.
  rs.initiate({ _id: "rs0", members: [{ _id: 0, host: "mongo:27017" }] });
}
quit(db.hello().isWritablePrimary ? 0 : 1);
