import cookieParser from "cookie-parser";
import type { RequestHandler } from "express";

const parse = cookieParser();

/** Reads the cookies where there are some: whoever sends its token in the `Authorization` header has none. */
export const readCookies: RequestHandler = (req, res, next) => {
  if ("cookie" in req.headers) parse(req, res, next);
  else next();
};
