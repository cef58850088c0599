import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where `npm start` listens. */
const SERVER = "http://localhost:3000";

export default defineConfig({
  root: here("."),
  // In a project of your own the package is installed and needs no alias.
  resolve: {
    alias: {
      "@latchkey/client/react": here("../../packages/client/src/react.tsx"),
      "@latchkey/client": here("../../packages/client/src/index.ts"),
    },
  },
  server: {
    // The page and the API share an origin, as they do behind one reverse proxy in production. The server compares the origin of
    // a request with its PUBLIC_URL, and the browser would send the one of this development server.
    proxy: { "/api": { target: SERVER, headers: { origin: SERVER } } },
  },
});
