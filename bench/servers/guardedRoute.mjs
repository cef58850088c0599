// Somebody's Express app with Latchkey in it: the route of express.mjs behind verifyJWT.
import express from "express";
import { createLatchkey } from "../../dist/latchkey.js";
import { envelope, serve } from "./shared.mjs";

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
serve(app);
