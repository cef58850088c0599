import type { RequestHandler } from "express";
import { requestedLocale } from "../http/requestLanguage.js";
import { DEFAULT_LANGUAGE, type Language, languageOfTag } from "../language/index.js";

/**
 * Sends the document in the language of `?lang=` or `Accept-Language`. Not in that of a signed-in user: a document names nobody, so
 * that a cache may keep it.
 */
export function sendDocument(documents: Readonly<Record<Language, string>>): RequestHandler {
  return (req, res) => {
    const language = languageOfTag(requestedLocale(req) ?? DEFAULT_LANGUAGE) ?? DEFAULT_LANGUAGE;
    if (!res.hasHeader("Cache-Control")) res.set("Cache-Control", "no-cache");
    res.vary("Accept-Language").set("Content-Language", language).type("html").send(documents[language]);
  };
}
