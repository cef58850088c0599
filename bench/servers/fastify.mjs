// Fastify as it comes, with the same answer and nothing to protect it.
import fastify from "fastify";
import { envelope, USER } from "./shared.mjs";

const app = fastify();
app.get("/profile", async () => envelope(USER, "Your profile."));
await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
