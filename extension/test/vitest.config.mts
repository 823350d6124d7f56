import { defineConfig } from "vitest/config";

/** Tests in a real VS Code. One browser at a time: each needs a core for itself. */
export default defineConfig({
	test: {
		include: ["extension/test/e2e/**/*.test.ts"],
		fileParallelism: false,
		expect: { poll: { timeout: 30_000, interval: 100 } },
		testTimeout: 120_000,
		hookTimeout: 120_000,
	},
});
