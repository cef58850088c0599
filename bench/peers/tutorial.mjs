// The design that most tutorials teach: secrets as texts, one refresh token in the user's row, bcrypt at cost 10.
import { randomUUID } from "node:crypto";
import bcrypt from "bcrypt";
import cookieParser from "cookie-parser";
import express from "express";
import jwt from "jsonwebtoken";
import { envelope, serve, USER } from "../servers/shared.mjs";
import { openDatabase } from "./database.mjs";

const ACCESS_SECRET = "an access secret of the benchmark 0123456789";
const REFRESH_SECRET = "a refresh secret of the benchmark 0123456789";
const database = openDatabase();
database.exec(
  "CREATE TABLE users (id TEXT PRIMARY KEY, username TEXT UNIQUE, password TEXT, refreshToken TEXT) STRICT",
);
const insert = database.prepare("INSERT INTO users (id, username, password) VALUES (?, ?, ?)");
const byId = database.prepare("SELECT * FROM users WHERE id = ?");
const byName = database.prepare("SELECT * FROM users WHERE username = ?");
const keep = database.prepare("UPDATE users SET refreshToken = ? WHERE id = ?");

/** A new pair; the newest refresh token is the only good one. */
function issue({ id, username }) {
  const accessToken = jwt.sign({ id, username, email: USER.email }, ACCESS_SECRET, { expiresIn: "1d" });
  const refreshToken = jwt.sign({ id, jti: randomUUID() }, REFRESH_SECRET, { expiresIn: "10d" });
  keep.run(refreshToken, id);
  return { accessToken, refreshToken };
}

function answerWithTokens(res, tokens) {
  const options = { httpOnly: true, sameSite: "strict" };
  res.cookie("accessToken", tokens.accessToken, options);
  res.cookie("refreshToken", tokens.refreshToken, options);
  res.json(envelope(tokens, "Here they are."));
}

const app = express();
app.use(express.json(), cookieParser());
app.get("/live", (_req, res) => res.json({}));
app.post("/register", async (req, res) => {
  insert.run(randomUUID(), req.body.username, await bcrypt.hash(req.body.password, 10));
  res.status(201).json({});
});
app.post("/login", async (req, res) => {
  const user = byName.get(req.body.username);
  if (user === undefined || !(await bcrypt.compare(req.body.password, user.password))) return res.status(401).json({});
  return answerWithTokens(res, issue(user));
});
app.post("/refresh", (req, res) => {
  const { id } = jwt.verify(req.body.refreshToken, REFRESH_SECRET);
  const user = byId.get(id);
  if (user?.refreshToken !== req.body.refreshToken) return res.status(401).json({});
  return answerWithTokens(res, issue(user));
});
app.get("/profile", (req, res) => {
  const token = req.cookies.accessToken ?? req.headers.authorization?.replace("Bearer ", "");
  const user = byId.get(jwt.verify(token, ACCESS_SECRET).id);
  if (user === undefined) return res.status(401).json({});
  return res.json(envelope({ ...USER, username: user.username }, "Your profile."));
});
serve(app);
