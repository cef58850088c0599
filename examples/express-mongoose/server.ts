import express from "express";
import { createLatchkey, createServer, Refusal } from "latchkey";
import mongoose from "mongoose";
import { z } from "zod";

declare module "latchkey" {
  interface UserFields {
    company?: string;
    locale?: "en" | "de";
  }
}

const port = Number(process.env["PORT"] ?? 4400);
await mongoose.connect(process.env["MONGODB_URI"] ?? "mongodb://127.0.0.1:27017/app");

// The app's own users: they are in its collection `users`, and Latchkey's beside them in `latchkey_users`.
const User = mongoose.model("User", new mongoose.Schema({ _id: String, bio: { type: String, maxlength: 1000 } }));

const latchkey = createLatchkey({
  publicUrl: `http://localhost:${port}`,
  connection: mongoose.connection,
  databasePrefix: "latchkey_",
  brandName: "Acme",
  userFields: { company: z.string().max(100).optional(), locale: z.enum(["en", "de"]).default("en") },
  hooks: {
    beforeRegister: ({ email }) => {
      if (email.endsWith("@mail.example")) throw new Refusal("Use the address of your company.", { field: "email" });
    },
  },
  mails: {
    "verify-email": ({ name, link, locale }) =>
      locale === "de"
        ? { subject: "Willkommen bei Acme", text: `Hallo ${name ?? ""},\n\nbitte bestätige deine Adresse: ${link}` }
        : { subject: "Welcome to Acme", text: `Hello ${name ?? ""},\n\nplease confirm your address: ${link}` },
  },
  onEvent: async ({ name, detail }) => {
    if (name === "account_deleted") await User.deleteOne({ _id: String(detail["userId"]) });
  },
});

const app = express();
app.use("/api/v1", latchkey.router);
app.use(latchkey.pages);
app.use(express.json());

// The app's own routes, beside Latchkey's /users/profile and /users/settings.
app.get("/api/v1/users", async (_req, res) => {
  res.json(await User.find().lean());
});
app.put("/api/v1/users/bio", latchkey.verifyJWT, async (req, res) => {
  const bio = String(req.body?.bio ?? "");
  await User.findByIdAndUpdate(req.user?._id, { bio }, { upsert: true, runValidators: true });
  res.json({ bio });
});

app.get("/admin/users", latchkey.verifyJWT, latchkey.requireRole("admin"), async (_req, res) => {
  const { users } = await latchkey.users.list({ by: "email" });
  res.json(users.map(({ email, company, locale }) => ({ email, company, locale })));
});

// A page for users: visitors sign in first and come back, and so does a browser whose access token has expired.
app.get("/team", latchkey.optionalJWT, (req, res) => {
  if (req.user === undefined) res.redirect("/sign-in?next=/team");
  else res.type("text").send(`Hello, ${req.user.fullName} of ${req.user.company ?? "nowhere"}.`);
});

await latchkey.ready();
const server = createServer(app);
server.listen(port, "127.0.0.1", () => process.stdout.write(`Listening on http://localhost:${port}\n`));
process.once("SIGTERM", stop).once("SIGINT", stop);

function stop() {
  server.close(async () => {
    await latchkey.close();
    await mongoose.disconnect();
  });
  server.closeIdleConnections();
}
