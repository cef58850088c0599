import type { RequestHandler } from "express";
import { ApiError } from "../utils/ApiError.js";

export const notFound: RequestHandler = () => {
  throw new ApiError("NOT_FOUND");
};

/** For a path that exists, before anything asks for a token. OPTIONS tells the methods; the rest is 405 with `Allow`. */
export function methodNotAllowed(...methods: string[]): RequestHandler {
  const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
  return (req, res) => {
    if (req.method !== "OPTIONS") throw new ApiError("METHOD_NOT_ALLOWED", { allow });
    res.setHeader("Allow", allow);
    res.status(204).end();
  };
}
