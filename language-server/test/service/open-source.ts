/** Opens scenario sources in a workspace of their own, over a small model, and lets every search come to its end. */
import { VerdictStore } from "../../src/explain/verdict/verdict-store";
import type { CheckerPort } from "../../src/ports/checker-port";
import { WorkerChecker } from "../../src/ports/worker-checker";
import { WorkerLoop } from "../../src/ports/worker-loop";
import { analyzeModel } from "../../src/semantics/analyze";
import type { Program } from "../../src/semantics/program";
import type { Searcher } from "../../src/service/workspace/check-coordinator";
import type { Snapshot } from "../../src/service/workspace/snapshot";
import { Workspace } from "../../src/service/workspace/workspace";
import { parse } from "../../src/syntax/parser";
import type { TransitionSystem } from "../../src/system/transition-system";

export const modelUri = "raceline-kernel:/mm.race";

/** A kernel of a few lines: pages with a reference count, and a patch that makes counting atomic. */
export const modelSource = `/// How counting is done.
option counting = plain | checked;
/// Counts in one step.
patch atomic_count { title: "mm: count atomically"; commit: "abc123"; series: "safe counting"; position: 1; link: "https://example.org/1"; }
kernel v1;
kernel v2 = v1 + atomic_count;
enum page_state { IDLE, BUSY }
/// A page of memory.
struct page {
	/// How many hold it.
	int 0..7 refcount = 1;
	page_state state;
	int 0..7 index;
	/// How often it was freed.
	/// @ghost
	int 0..7 frees;
}
/// The flag for writing.
const WRITE = 1;
property lost_reference "the count of {p} is {p.refcount}" at end = forall p in page: p.refcount == 1;
/// Takes a reference.
/// @source mm/gup.c get_page 4.17
/// @locks none
fn get_page(page p) {
	if (patched(atomic_count)) { atomic { p.refcount++; } }
	else p.refcount++;
}
/// Drops a reference.
fn put_page(page p) {
	if (patched(atomic_count)) { atomic { p.refcount--; } }
	else p.refcount--;
}
`;

/** A race: two tasks that count without being atomic. */
export const countingSource = `scenario counting {
	kernel v1;
	page data;
	task one {
		get_page(data);
		put_page(data);
	}
	task two {
		get_page(data);
		put_page(data);
	}
	expect race lost_reference;
	expect safe under v2;
}
`;

/** Safe, with some ten thousand states. */
export const largeSource = `scenario large {
	int 0..20 a;
	int 0..20 b;
	int 0..20 c;
	task one { while (a < 20) a++; }
	task two { while (b < 20) b++; }
	task three { while (c < 20) c++; }
	expect safe;
}
`;

export const uri = "file:///folder/test.race";

export function testModel(): Program {
	return analyzeModel([{ uri: modelUri, tree: parse(modelSource) }]);
}

/** The checker in this thread, in slices as in a worker. */
export function checkerHere(): CheckerPort {
	return new WorkerChecker({
		start: (onAnswer) => {
			const loop = new WorkerLoop({
				now: () => performance.now(),
				post: (answer) => queueMicrotask(() => onAnswer(answer)),
				breathe: () => new Promise((resolve) => setImmediate(resolve)),
			});
			return { post: (request) => loop.receive(request), terminate: () => {} };
		},
		later: (milliseconds, callback) => {
			const timer = setTimeout(callback, milliseconds);
			return () => clearTimeout(timer);
		},
	});
}

export interface TestWorkspaceOptions {
	readonly files?: Readonly<Record<string, string>>;
	readonly maxStates?: number;
	readonly searcher?: Searcher;
	/** What the document stands on, in place of the small model. */
	readonly model?: Program;
}

/** A workspace whose searches can be waited for. */
export class TestWorkspace {
	readonly workspace: Workspace;
	/** The names of the scenarios whose searches were begun, in order. */
	readonly searched: string[] = [];
	readonly changed: string[] = [];
	readonly verdicts = new VerdictStore();
	private readonly listeners = new Set<() => void>();

	constructor({ files = {}, maxStates, searcher = checkerHere(), model = testModel() }: TestWorkspaceOptions = {}) {
		this.workspace = new Workspace(() => model, {
			searcher: {
				check: (system, limits, onProgress, onFound) => {
					this.searched.push(this.scenarioOf(system));
					return searcher.check(system, limits, onProgress, onFound);
				},
			},
			verdicts: this.verdicts,
			readFile: async (wanted) => (Object.hasOwn(files, wanted) ? { text: files[wanted] } : undefined),
			folders: () => ["file:///folder"],
			limits: () => (maxStates === undefined ? {} : { states: maxStates }),
			changed: (uris) => {
				this.changed.push(...uris);
				this.workspace.check();
				for (const listener of [...this.listeners]) listener();
			},
			progressed: () => {},
		});
	}

	/** The name of the scenario that a system was compiled from. */
	private scenarioOf(system: TransitionSystem): string {
		const found = this.snapshot().scenarios.find(({ checks }) => checks.some((check) => check.system === system));
		return found?.scenario.symbol.name ?? "";
	}

	/** Opens or changes the document and waits until everything is known about it. */
	async set(text: string, version = 1, edited = 0): Promise<Snapshot> {
		this.workspace.setText(uri, version, text, edited);
		this.workspace.check();
		return this.until(
			(snapshot) =>
				snapshot.complete && snapshot.scenarios.every(({ checks }) => checks.every((check, index) => isKnown(check, index === 0))),
		);
	}

	/** Waits until the document's snapshot is as wanted. */
	async until(isWanted: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
		for (;;) {
			const snapshot = this.snapshot();
			if (isWanted(snapshot)) return snapshot;
			await new Promise<void>((resolve) => {
				const listener = (): void => {
					this.listeners.delete(listener);
					resolve();
				};
				this.listeners.add(listener);
			});
		}
	}

	snapshot(): Snapshot {
		const snapshot = this.workspace.snapshot(uri);
		if (snapshot === undefined) throw new Error("the document is not open");
		return snapshot;
	}
}

/** Whether the verdict is there, and with `observed` the values in between. */
function isKnown(check: Snapshot["scenarios"][number]["checks"][number], observed: boolean): boolean {
	if (check.system === undefined || check.failure !== undefined) return true;
	const { outcome, stale, observations, progress } = check;
	return (
		outcome !== undefined &&
		!stale &&
		progress === undefined &&
		(!observed || observations !== undefined || outcome.result.limit === "cancelled")
	);
}

/** Opens a source and waits until everything is known about it. */
export function settled(text: string, options: TestWorkspaceOptions = {}): Promise<Snapshot> {
	return new TestWorkspace(options).set(text);
}

/** A source with `$0` taken out, and the offset at which it stood. */
export function atCursor(source: string): { readonly text: string; readonly offset: number } {
	const offset = source.indexOf("$0");
	if (offset < 0) throw new Error("the source has no $0");
	return { text: source.replace("$0", ""), offset };
}
