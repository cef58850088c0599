// Run by mongosh once, on an empty volume: the account that Latchkey uses, which may do nothing beside its own database.
const { readFileSync } = require("node:fs");

db.getSiblingDB("latchkey").createUser({
  user: "latchkey",
  pwd: readFileSync("/run/secrets/mongo-latchkey-password", "utf8").trim(),
  roles: [{ role: "readWrite", db: "latchkey" }],
});
