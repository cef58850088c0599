// Passport with express-session and a SQLite store, with their defaults.
import { hash, verify } from "@node-rs/argon2";
import express from "express";
import session from "express-session";
import passport from "passport";
import { Strategy } from "passport-local";
import { envelope, serve, USER } from "../servers/shared.mjs";
import { openDatabase } from "./database.mjs";
import { SqliteSessions } from "./SqliteSessions.mjs";

const database = openDatabase();
database.exec("CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT UNIQUE, passwordHash TEXT) STRICT");
const insert = database.prepare("INSERT INTO users (username, passwordHash) VALUES (?, ?)");
const byName = database.prepare("SELECT * FROM users WHERE username = ?");
const byId = database.prepare("SELECT * FROM users WHERE id = ?");

passport.use(
  new Strategy(async (username, password, done) => {
    const user = byName.get(username);
    done(null, user !== undefined && (await verify(user.passwordHash, password)) ? user : false);
  }),
);
passport.serializeUser((user, done) => done(null, user.id));
passport.deserializeUser((id, done) => done(null, byId.get(id) ?? false));

const app = express();
app.get("/live", (_req, res) => res.json({}));
app.use(express.json());
app.use(
  session({
    secret: "a secret of the benchmark",
    resave: false,
    saveUninitialized: false,
    store: new SqliteSessions(database),
  }),
);
app.use(passport.session());
app.post("/register", async (req, res) => {
  insert.run(req.body.username, await hash(req.body.password));
  res.status(201).json({});
});
app.post("/login", passport.authenticate("local"), (req, res) => res.json({ username: req.user.username }));
app.get("/profile", (req, res) => {
  if (req.user === undefined) return res.status(401).json({});
  return res.json(envelope({ ...USER, username: req.user.username }, "Your profile."));
});
serve(app);
