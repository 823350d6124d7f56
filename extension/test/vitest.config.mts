import { defineConfig } from "vitest/config";

/** Where the extension runs in Node its own tests come first; the stories run in both hosts. */
const folders = process.env.EDITOR_HOST === "node" ? "{node-host,e2e}" : "e2e";

/** Tests in a real VS Code. One browser at a time: each needs a core for itself. */
export default defineConfig({
	test: {
		include: [`extension/test/${folders}/**/*.test.ts`],
		fileParallelism: false,
		// A busy machine may lose a key press. What fails twice is a fault; what was tried again is named in the
		// report.
		retry: 1,
		expect: { poll: { timeout: 30_000, interval: 100 } },
		testTimeout: 120_000,
		hookTimeout: 120_000,
	},
});
