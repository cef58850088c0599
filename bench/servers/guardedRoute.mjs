// Somebody's Express app with Latchkey in it: the route of express.mjs behind verifyJWT, on createServer.
import express from "express";
import { createLatchkey, createServer } from "../../dist/latchkey.js";
import { envelope } from "./shared.mjs";

const latchkey = createLatchkey({
  accessTokenSecret: "an access secret of the benchmark 0123456789",
  refreshTokenSecret: "a refresh secret of the benchmark 0123456789",
  databaseUrl: "sqlite:./latchkey.db",
  accessTokenExpiry: "1d",
  rateLimit: "off",
  logLevel: "warn",
});
await latchkey.ready();
const app = express();
app.get("/profile", latchkey.verifyJWT, (req, res) => res.json(envelope(req.user, "Your profile.")));
app.use("/api/v1", latchkey.router);
createServer(app).listen(Number(process.env.PORT), "127.0.0.1");
