import { brandColor, brandName } from "./parsers.js";
import { setting } from "./setting.js";
import { logoUrl, nextOrigins, pages, pagesPath } from "./urls.js";

/** The settings of the pages and of the brand, in a group of their own. */
export const pageSettings = {
  PAGES: setting(
    'Whether there are pages: `on` or `off`. The option also takes `{ next: ["https://app.example.com"] }`: PAGES_NEXT.',
    pages,
    { default: "on", example: "off" },
  ),
  PAGES_PATH: setting(
    "Where the pages are, below PUBLIC_URL. The links in mail lead there, also to pages of your own with PAGES=off.",
    pagesPath,
    { default: "/", example: "/account-pages" },
  ),
  PAGES_NEXT: setting(
    "Other origins to which `/sign-in?next=` may lead, comma-separated: https, or http on localhost. Those of CORS_ORIGIN always may. The document of the pages names them all, so anybody can read them.",
    nextOrigins,
    { example: "https://app.example.com" },
  ),
  BRAND_NAME: setting("The name on the pages and in mail, at most 40 characters.", brandName, {
    default: "Latchkey",
    example: "Example",
  }),
  BRAND_COLOR: setting("The color of buttons and links, as `#rrggbb`. Text on it is black or white.", brandColor, {
    default: "#2f5bd8",
    example: "#0a7f5a",
  }),
  BRAND_LOGO_URL: setting("The https address of a picture with the name. A mail loads nothing else.", logoUrl, {
    example: "https://example.com/logo.svg",
  }),
} as const;
