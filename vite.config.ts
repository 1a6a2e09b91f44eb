// Builds each ui/modules/*.ts as one ES module of its own, with a manifest that ui/__init__.py reads.
import { readdirSync } from "node:fs";
import { defineConfig } from "vitest/config";

const modules = "ui/modules";
const input = Object.fromEntries(
  readdirSync(modules)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
    .map((file) => [file.slice(0, -3), `${modules}/${file}`]),
);

export default defineConfig({
  publicDir: false,
  // Where both apps serve what is built: files asked for by their address (the map's worker and look) need it whole.
  base: "/ui/build/",
  build: {
    outDir: "ui/static/build",
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: false,
    assetsInlineLimit: 0,
    // The map alone is larger; it is fetched when somebody opens it.
    chunkSizeWarningLimit: 1200,
    target: "es2020",
    rollupOptions: {
      input,
      output: { entryFileNames: "[name]-[hash].js", chunkFileNames: "[name]-[hash].js", assetFileNames: "[name]-[hash][extname]" },
    },
  },
  test: {
    environment: "jsdom",
    include: ["tests/modules/**/*.test.ts"],
  },
});
