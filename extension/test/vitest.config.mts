import { defineConfig } from "vitest/config";

/** Where the extension runs in Node its own tests come first; the stories run in both hosts. */
const folders = process.env.EDITOR_HOST === "node" ? "{node-host,e2e}" : "e2e";

/**
 * Tests in a real VS Code. One browser at a time: each needs a core for itself. The tests of a file are one story: none
 * is tried again by itself, but `npm test` tries a file again, from its start and in a new editor.
 */
export default defineConfig({
	test: {
		include: [`extension/test/${folders}/**/*.test.ts`],
		fileParallelism: false,
		// What takes longer than this never comes: a machine may be many times slower than those that these were
		// written on.
		expect: { poll: { timeout: 120_000, interval: 100 } },
		testTimeout: 900_000,
		hookTimeout: 600_000,
	},
});
