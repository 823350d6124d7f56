import { defineConfig } from "vitest/config";
import { viteKernelModel } from "./scripts/kernel-model.mjs";

export default defineConfig({
	plugins: [viteKernelModel()],
	test: {
		include: ["language-server/test/**/*.test.ts", "extension/test/*.test.ts", "extension/test/webview/*.test.ts"],
		// Long enough for a property test on a busy machine; nothing is meant to come near it.
		testTimeout: 60_000,
	},
});
