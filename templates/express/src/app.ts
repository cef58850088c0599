import express, { type Express } from "express";
import type { Latchkey } from "latchkey";

/** The app, for the server and for tests. */
export function createApp(latchkey: Latchkey): Express {
  const app = express();
  // The number of proxies in front: attempts are limited for each address, and a wrong number lets clients choose theirs.
  app.set("trust proxy", Number(process.env["TRUST_PROXY"] ?? 0));
  app.use("/api/v1", latchkey.router);
  app.use(latchkey.pages);
  app.use(express.json());

  app.get("/", latchkey.optionalJWT, (req, res) => {
    res.type("text").send(req.user ? `Hello, ${req.user.fullName}.` : "Hello. Open /register or /sign-in.");
  });
  app.get("/hello", latchkey.verifyJWT, (req, res) => {
    res.json({ hello: req.user?.fullName });
  });
  app.get("/admin/users", latchkey.verifyJWT, latchkey.requireRole("admin"), async (_req, res) => {
    res.json(await latchkey.users.list());
  });
  return app;
}
