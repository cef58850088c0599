// Express as it comes, with the same answers and nothing to protect them.
import express from "express";
import { envelope, serve, USER } from "./shared.mjs";

const TOKENS = { accessToken: "a".repeat(420), refreshToken: "r".repeat(108) };
const app = express();
app.get("/profile", (_req, res) => res.json(envelope(USER, "Your profile.")));
app.post("/refresh", express.json(), (_req, res) => res.json(envelope(TOKENS, "Refreshed.")));
serve(app);
