import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where `npm run dev` listens. */
const SERVER = "http://localhost:3000";

/** What the server does with the built document, so that the pages look the same while they are being written. */
const brandWhileDeveloping: Plugin = {
  name: "brand-while-developing",
  apply: "serve",
  configureServer: (server) => {
    server.middlewares.use("/brand.css", (_request, response) => {
      response.setHeader("Content-Type", "text/css").end(":root{--brand:#2f5bd8;--brand-text:#ffffff}");
    });
  },
  transformIndexHtml: (html) =>
    html
      .replaceAll("%BRAND_NAME%", "Latchkey")
      .replaceAll("%BRAND_LOGO_URL%", "")
      .replaceAll("%PICTURE_ORIGIN%", "")
      .replaceAll("%PAGES%", () => PAGES)
      .replaceAll("./brand.css", "/brand.css"),
};

const PAGES = JSON.stringify({
  ...{ base: "", apiPath: "/api/v1", home: "pages", next: [], fields: [] },
  ...{ emailCode: true, providers: [{ name: "google", label: "Google" }] },
}).replaceAll('"', "&quot;");

/** What every page needs is one file, whichever of it the pages that are loaded on demand use too. */
function nameOfChunk(id: string, modules: { getModuleInfo(id: string): ModuleInfo | null }): string | null {
  return isLoadedAtOnce(id, modules, new Set()) ? "shared" : null;
}

interface ModuleInfo {
  readonly isEntry: boolean;
  /** Those that import it not only on demand. */
  readonly importers: readonly string[];
}

function isLoadedAtOnce(id: string, modules: Parameters<typeof nameOfChunk>[1], seen: Set<string>): boolean {
  const info = modules.getModuleInfo(id);
  if (info === null || seen.has(id)) return false;
  seen.add(id);
  return info.isEntry || info.importers.some((importer) => isLoadedAtOnce(importer, modules, seen));
}

export default defineConfig({
  // The server puts the path of the pages in front.
  base: "./",
  root: here("."),
  plugins: [brandWhileDeveloping],
  resolve: {
    alias: {
      "@latchkey/client/email-code": here("../packages/client/src/emailCode.ts"),
      "@latchkey/client/passkeys": here("../packages/client/src/passkeys.ts"),
      "@latchkey/client/providers": here("../packages/client/src/providers.ts"),
      "@latchkey/client": here("../packages/client/src/index.ts"),
    },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: {
    // The origin stays the browser's own, which the server would not allow: the proxy writes the server's.
    proxy: { "/api": { target: SERVER, headers: { origin: SERVER } } },
  },
  build: {
    outDir: here("../dist/pages"),
    emptyOutDir: true,
    target: ["chrome111", "firefox113", "safari16.4"],
    // A file that is one stays one: the content policy allows hardly anything inline.
    assetsInlineLimit: 0,
    // Every browser of the targets preloads by itself.
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: nameOfChunk, debugName: "shared" }] } } },
  },
});
