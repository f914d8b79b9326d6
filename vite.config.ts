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
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What every page needs travels in one file, because the first page may take 12 requests at most.
            {
              name: "frame",
              test: /node_modules\/(@?lit|lit-|@tanstack|dompurify|@floating-ui)|client\/[^/]+\.ts|client\/(messages\/text|messages\/ja\.|pages\/(page|list-state|home-reading|app-tiles)\.)|client\/elements\/(app-|error-summary|form-field|icons|light-element|menu-button|modal-dialog|notification-list|page-problem|safe-html|tab-list|toast-stack)|app-definitions\/field-types/,
            },
          ],
        },
      },
    },
  },
});
