// Hono as it comes, with the same answer and nothing to protect it.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { envelope, USER } from "./shared.mjs";

const app = new Hono();
app.get("/profile", (context) => context.json(envelope(USER, "Your profile.")));
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: "127.0.0.1" });
