import express, { type Express } from "express";
import type { Latchkey } from "latchkey";

/** The API, and Latchkey's pages to sign in and manage an account; for the server and for tests. */
export function createApp(latchkey: Latchkey): Express {
  const app = express();
  // The number of proxies in front: attempts are limited for each address, and a wrong number lets clients choose theirs.
  app.set("trust proxy", Number(process.env["TRUST_PROXY"] ?? 0));
  app.use("/api/v1", latchkey.router);
  app.use(latchkey.pages);
  app.use(express.json());

  app.get("/api/hello", latchkey.verifyJWT, (req, res) => {
    res.json({ hello: req.user?.fullName });
  });
  return app;
}
