// Express as it comes, with the same answers and nothing to protect them.
import express from "express";
import { envelope, serve, USER } from "./shared.mjs";

const TOKENS = { accessToken: "a".repeat(420), refreshToken: "r".repeat(108) };
const app = express();
app.get("/profile", (_req, res) => res.json(envelope(USER, "Your profile.")));
app.post("/refresh", express.json(), (_req, res) => res.json(envelope(TOKENS, "Refreshed.")));
if (process.env.CREATE_SERVER === "latchkey") {
  const { createServer } = await import("../../dist/http/createServer.js");
  createServer(app).listen(Number(process.env.PORT), "127.0.0.1");
} else {
  serve(app);
}
