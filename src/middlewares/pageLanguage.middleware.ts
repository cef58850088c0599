import type { Request, Response } from "express";
import { requestLanguage } from "../http/requestLanguage.js";
import type { Language } from "../language/index.js";

/**
 * The language of a page's document: of `?lang=`, or of `Accept-Language`, which `Vary` names for caches. Not of the signed-in
 * user: the script of the page changes to theirs.
 */
export function choosePageLanguage({ url, headers }: Request, res: Response): Language {
  const language = requestLanguage({ url, headers });
  res.vary("Accept-Language").set("Content-Language", language);
  return language;
}
