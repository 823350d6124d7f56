import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { viteKernelModel } from "./scripts/kernel-model.mjs";

/** What takes longest, so that no process works on one of these when the others have nothing left to do. */
const LONGEST = [
	"export/peers",
	"test/nasty",
	"samples/compile-memory",
	"webview/themes",
	"webview/layout",
	"samples/patches",
	"samples/samples",
];

/** Where it is not known yet how long files take, the largest would come first. */
class LongestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const sorted = await super.sort(files);
		const rank = ({ moduleId }: TestSpecification): number => {
			const index = LONGEST.findIndex((name) => moduleId.endsWith(`${name}.test.ts`));
			return index < 0 ? LONGEST.length : index;
		};
		return sorted.sort((a, b) => rank(a) - rank(b));
	}
}

export default defineConfig({
	plugins: [viteKernelModel()],
	test: {
		include: ["language-server/test/**/*.test.ts", "extension/test/*.test.ts", "extension/test/webview/*.test.ts"],
		// As many processes as there are cores: they compute all the time, and who starts them waits.
		maxWorkers: availableParallelism(),
		// Files that run one after another in a process share its modules, and what those have analysed and compiled.
		isolate: false,
		sequence: { sequencer: LongestFirst },
		// Compiling makes much that is soon gone: with Node's 16 MB for such it spends a third of its time looking
		// there for what is not.
		execArgv: ["--max-semi-space-size=64"],
		// No test passes or fails by the clock: this only ends one that would never end, on a machine that is very
		// busy.
		testTimeout: 600_000,
		hookTimeout: 600_000,
	},
});
