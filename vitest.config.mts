import { defineConfig } from "vitest/config";
import { viteKernelModel } from "./scripts/kernel-model.mjs";

export default defineConfig({
	plugins: [viteKernelModel()],
	test: { include: ["language-server/test/**/*.test.ts", "extension/test/*.test.ts"] },
});
