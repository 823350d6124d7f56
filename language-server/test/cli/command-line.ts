import type { CommandLineHost, OutputPort } from "../../src/cli/host";
import { run } from "../../src/cli/run";
import type { CheckerPort } from "../../src/ports/checker-port";
import { WorkerChecker } from "../../src/ports/worker-checker";
import { WorkerLoop } from "../../src/ports/worker-loop";
import { memoryFiles } from "./memory-files";

/** A model with two kernels: the later one has a patch that makes `increment` one step. */
const MODEL = `
patch atomic_increment { title: "make the increment atomic"; }
kernel v1;
kernel v2 = v1 + atomic_increment;
option step = one | two;

struct counter { int 0..15 value; }

/// Adds to a counter.
fn increment(counter c) {
	if (patched(atomic_increment)) {
		atomic { c.value += option(step) == two ? 2 : 1; }
	} else {
		c.value += option(step) == two ? 2 : 1;
	}
}
`;

/** What a command printed and how it ended. */
export interface Finished {
	readonly out: string;
	readonly err: string;
	readonly status: number;
}

/** Runs `raceline ARGS` in a working folder with these files. */
export async function raceline(
	args: readonly string[],
	files: Readonly<Record<string, string>>,
	more: Partial<CommandLineHost> = {},
): Promise<Finished> {
	const out: string[] = [];
	const err: string[] = [];
	const status = await run(args, {
		files: memoryFiles(files),
		kernelModel: [{ path: "lib/counter.race", text: MODEL }],
		newChecker: checkerHere,
		out: outputTo(out),
		err: outputTo(err),
		version: "1.2.3",
		processors: 2,
		noColor: undefined,
		forceColor: undefined,
		onInterrupt: () => () => {},
		...more,
	});
	return { out: out.join(""), err: err.join(""), status };
}

/** An output that is kept. */
export function outputTo(texts: string[], columns?: number): OutputPort {
	return { columns, write: (text) => void texts.push(text), written: async () => undefined };
}

/** The checker as it runs in a worker, on this thread. */
export function checkerHere(): CheckerPort {
	return new WorkerChecker({
		start: (onAnswer) => {
			const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
			const loop = new WorkerLoop({ now: () => performance.now(), post: onAnswer, breathe });
			return { post: (request) => loop.receive(request), terminate: () => {} };
		},
		later: (milliseconds, callback) => {
			const timer = setTimeout(callback, milliseconds);
			return () => clearTimeout(timer);
		},
	});
}

/** A report without what differs from run to run: how long each search took. */
export function withoutTimes(text: string): string {
	return text.replace(/\b[\d.,]+ m?s\b/g, "# ms").replace(/("(?:ms)": )[\d.]+/g, "$10");
}
