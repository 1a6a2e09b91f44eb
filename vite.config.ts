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
  build: {
    outDir: "ui/static/build",
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: false,
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
