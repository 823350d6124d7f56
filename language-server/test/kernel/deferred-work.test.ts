/**
 * Work items and timers: what each step of the model is for, what their tasks are called, and that they cost nothing.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { kernelUri } from "../../src/base/kernel-uri";
import { compile } from "../../src/compiler/compile";
import { analyzeModel, analyzeProgram } from "../../src/semantics/analyze";
import { parse } from "../../src/syntax/parser";
import { canonicalKey } from "../../src/system/canonical-key";
import {
	analyzeSample,
	changedKernelModel,
	expectationsOf,
	kernelModel,
	modelTexts,
	outcomeOf,
	sampleTexts,
} from "../samples/sample-files";
import { unmetIn } from "./judge-source";

/** What a change to a file of the model makes of the scenarios of a file beside this one. */
function unmetWith(path: string, from: string, to: string, cases: string): string[] {
	return unmetIn(changedKernelModel([{ path, from, to }]), readFileSync(join(__dirname, cases), "utf8"));
}

describe("each step is needed", () => {
	const work = (from: string, to: string): string[] => unmetWith("kernel/workqueue.race", from, to, "work.race");
	const timer = (from: string, to: string): string[] => unmetWith("kernel/time/timer.race", from, to, "timers.race");

	test("PENDING is cleared before the function runs, or a run is lost", () => {
		const late = "\tatomic {\n\t\tassert(atomic_context_of(self)";
		const texts = modelTexts.get("kernel/workqueue.race") ?? "";
		const cleared = "\t\twork.pending = false;\n\t\tif (work.position";
		expect(texts).toContain(cleared);
		const model = changedKernelModel([
			{
				path: "kernel/workqueue.race",
				from: cleared,
				to: "\t\tif (work.position",
			},
			{ path: "kernel/workqueue.race", from: late, to: late.replace("{\n", "{\n\t\twork.pending = false;\n") },
		]);
		const unmet = unmetIn(model, readFileSync(join(__dirname, "work.race"), "utf8"));
		expect(unmet).toContainEqual(expect.stringMatching(/^no_run_is_lost: .*the last that was written has not been seen/));
		// The function may have freed the item.
		expect(unmet).toContainEqual(expect.stringMatching(/^frees_itself: .*has been freed/));
	});

	test("who cancels keeps others from queueing, and waits for the run that goes on", () => {
		expect(work("\t\twork.pending = true;\n\t\twork.canceling = true;", "\t\twork.canceling = true;")).toContainEqual(
			expect.stringMatching(/^canceled_though_it_queues_itself: /),
		);
		const finish = "fn finish_cancel(work_struct work) {\n";
		expect(work(`${finish}\tif (start_flush_work(work)) atomic { wait (self.flushed_runs == 0); }\n`, finish)).toContainEqual(
			expect.stringMatching(/^canceled_with_sync_and_freed: .*has been freed/),
		);
	});

	test("a timer is pending no more when its function is called, and waited for while that runs", () => {
		expect(timer("served wait (!runs_somewhere(timer));", "")).toContainEqual(
			expect.stringMatching(/^deleted_with_sync_and_freed: .*has been freed/),
		);
		expect(timer("if (!timer.function) return 0;", "")).toContainEqual(expect.stringMatching(/^armed_after_the_shutdown: /));
	});
});

test("the task of an object is called by its name and its object", () => {
	const text = `
		struct foo { struct work_struct work; struct timer_list timer; };
		static void done(struct work_struct *work) { assert(false); }
		static void late(struct timer_list *t) { assert(false); }
		scenario s {
			struct foo dev;
			task t {
				INIT_WORK(&dev.work, done);
				timer_setup(&dev.timer, late, 0);
				schedule_work(&dev.work);
				mod_timer(&dev.timer, jiffies);
			}
		}`;
	const program = analyzeProgram(kernelModel(), [{ uri: "file:///test.race", tree: parse(text) }]);
	const [{ timeline }] = expectationsOf(program).flatMap((one) => outcomeOf(one).findings);
	expect(timeline.lanes).toEqual([
		{ name: "t", kind: "task" },
		{ name: "timer/dev.timer", context: "softirq", kind: "daemon" },
		{ name: "kworker/dev.work", kind: "daemon" },
	]);
});

describe("what nobody starts costs nothing: the system is that of a model that declares no such tasks", () => {
	const lane = /(\/\/\/[^\n]*\n)*(?:daemon )?[a-z]+ [a-z_]+ for \([\s\S]*?\n}\n/g;
	const texts = [...modelTexts].map(([path, text]) => [path, text.replace(lane, "")] as const);
	const bare = analyzeModel(texts.map(([path, text]) => ({ uri: kernelUri(path), tree: parse(text) })));

	test("there are such tasks", () => {
		expect(kernelModel().files.flatMap(({ lanes }) => lanes.map(({ name }) => name))).toEqual(expect.arrayContaining(["kworker", "timer"]));
		expect(bare.files.flatMap(({ lanes }) => lanes)).toEqual([]);
	});

	// That no other sample has such a task `samples.test.ts` finds.
	const some = [...sampleTexts.keys()].filter(
		(path, index) => index % 8 === 0 && !/work_struct|timer_list|fd_install/.test(sampleTexts.get(path) ?? ""),
	);

	test.each(some)("%s", (path) => {
		const keys = (model: typeof bare): (string | undefined)[] => {
			const program = analyzeSample(model, path);
			return program.files[0].scenarios.map((scenario) => {
				const { system } = compile(program, scenario, scenario.configuration);
				return system && canonicalKey(system);
			});
		};
		const found = keys(kernelModel());
		expect(found).not.toContain(undefined);
		expect(found).toEqual(keys(bare));
	});
});
