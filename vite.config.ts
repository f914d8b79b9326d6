import { resolve } from "node:path";
import { defineConfig } from "vite";

export default defineConfig({
  root: "client",
  base: "/",
  cacheDir: resolve("var/cache/vite"),
  build: {
    outDir: resolve(process.env["VAR_FOLDER"] || "var", "client"),
    emptyOutDir: true,
    // Every name but index.html holds a hash of its content, so the server may let browsers keep it for ever.
    assetsDir: "assets",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2023",
    sourcemap: false,
    reportCompressedSize: false,
  },
});
