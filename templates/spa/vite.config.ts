import { defineConfig } from "vite";

export default defineConfig({
  // latchkey.pages has files below /assets too.
  build: { outDir: "dist/page", assetsDir: "static" },
});
