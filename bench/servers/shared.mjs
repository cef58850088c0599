import { createServer } from "node:http";

/** The public view of a user, of the size that Latchkey's has. */
export const USER = {
  _id: "01990000-0000-7000-8000-000000000001",
  username: "ada-1",
  fullName: "Ada Lovelace",
  email: "ada-1@example.com",
  avatarUrl: null,
  emailVerified: false,
  roles: ["user"],
  createdAt: 1_780_000_000_000,
  updatedAt: 1_780_000_000_000,
};

export function envelope(data, message) {
  return { statusCode: 200, data, message, success: true };
}

/** Serves on the port that the benchmark chose. */
export function serve(handler) {
  createServer(handler).listen(Number(process.env.PORT), "127.0.0.1");
}

/** The body of a request, as JSON. */
export async function readJson(req) {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
