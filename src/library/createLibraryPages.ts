import { Router } from "express";
import type { Container } from "../container.js";
import { errorHandler } from "../middlewares/error.middleware.js";
import { observe } from "../middlewares/observe.middleware.js";
import { createFindPictureOrigin } from "../middlewares/pictureOrigin.middleware.js";
import { createPagesRoutes } from "../routes/pages.routes.js";
import { pageFieldsOf } from "../services/fields/index.js";
import { loadPages } from "../site/index.js";

/**
 * The pages in another app, which call the API at `apiPath`. With PAGES=off every request passes.
 * @throws Error when the files of the pages are missing
 */
export function createLibraryPages(container: Container, apiPath = "/api/v1"): Router {
  const { config, logger, fields } = container;
  if (config.pages === "off") return Router();
  const home = config.pagesPath === "" ? "app" : "pages";
  const pages = loadPages(config, { apiPath, home, fields: pageFieldsOf(fields.ofUsers) });
  if (pages === null) {
    throw new Error(
      "The files of the pages are missing. Keep latchkey out of a bundle (esbuild: --external:latchkey).",
    );
  }
  const asGuest = { first: observe(container, ""), onError: errorHandler(logger) };
  return createPagesRoutes(pages, config, createFindPictureOrigin(container), asGuest);
}
