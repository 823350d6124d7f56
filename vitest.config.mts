import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { viteKernelModel } from "./scripts/kernel-model.mjs";

export default defineConfig({
	plugins: [viteKernelModel()],
	test: {
		include: ["language-server/test/**/*.test.ts", "extension/test/*.test.ts", "extension/test/webview/*.test.ts"],
		// As many processes as there are cores: they compute all the time, and who starts them waits.
		maxWorkers: availableParallelism(),
		// Files that run one after another in a process share its modules, and what those have analysed and compiled.
		isolate: false,
		// Compiling makes much that is soon gone: with Node's 16 MB for such it spends a third of its time looking
		// there for what is not.
		execArgv: ["--max-semi-space-size=64"],
		// No test passes or fails by the clock: this only ends one that would never end, on a machine that is very
		// busy.
		testTimeout: 600_000,
		hookTimeout: 600_000,
	},
});
