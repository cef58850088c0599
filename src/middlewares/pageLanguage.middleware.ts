import type { Request, Response } from "express";
import { requestedLocale } from "../http/requestLanguage.js";
import { DEFAULT_LANGUAGE, type Language, languageOfTag } from "../language/index.js";

/**
 * The language of a page's document: of `?lang=`, or of `Accept-Language`, which `Vary` names for caches. Not of the signed-in
 * user: the script of the page changes to theirs.
 */
export function choosePageLanguage(req: Request, res: Response): Language {
  const language = languageOfTag(requestedLocale(req) ?? DEFAULT_LANGUAGE) ?? DEFAULT_LANGUAGE;
  res.vary("Accept-Language").set("Content-Language", language);
  return language;
}
