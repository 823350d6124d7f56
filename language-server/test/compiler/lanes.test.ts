/** Tasks that a file declares for objects: when there is one, where it begins, and what it is called. */
import { describe, expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { canonicalKey } from "../../src/system/canonical-key";
import { compileSource, problemsOf, stepsOf } from "../compile-source";
import { textOf } from "../named";

const WORK = `
struct work { bool queued; int 0..3 runs; void (*func)(struct work *work); };
task kworker for (work in work: work.queued) {
	atomic { work.queued = false; }
	work.func(work);
}
struct device { int 0..3 done; struct work work; };
static void finish(struct work *work) { container_of(work, struct device, work)->done++; }
fn schedule(work w) { atomic { w.queued = true; } }
`;

const system = (members: string, items = WORK) => compileSource(`${items}scenario s {\n${members}\n}`);
const lanes = (members: string, items = WORK): readonly string[] => textOf(system(members, items)).lanes.map(({ name }) => name);

/** What fails, and who hangs. */
function found(members: string, items = WORK): { readonly fails: readonly string[]; readonly hangs: readonly string[] } {
	const compiled = system(members, items);
	const { result } = searchNow(compiled, {}, () => 0);
	expect(result.complete).toBe(true);
	return {
		fails: result.violations.map(({ failure }) => compiled.failures[failure].property),
		hangs: result.hangs.map(({ lane }) => textOf(compiled).lanes[lane].name),
	};
}

describe("there is one where something can start it", () => {
	test("for each object by which its condition can come to hold, behind the tasks of the scenario", () => {
		const members = "struct device a, b; task t { schedule(&b.work); }";
		expect(lanes(`${members} work w; task u { w.queued = true; }`)).toEqual(["t", "u", "kworker/b.work", "kworker/w"]);
	});

	test("where it holds from the beginning", () => {
		expect(lanes("work w = new work { queued: true }; work v; task t { }")).toEqual(["t", "kworker/w"]);
	});

	test("what starts one may be what another one does", () => {
		const again = "static void again(struct work *w) { schedule(&other.work); } device other;";
		expect(lanes("work w = new work { func: again }; task t { schedule(w); }", WORK + again)).toEqual([
			"t",
			"kworker/w",
			"kworker/other.work",
		]);
		expect(lanes("work w = new work { func: again }; task t { }", WORK + again)).toEqual(["t"]);
	});

	test("of objects that tasks make there is one for each that can be made", () => {
		const members = "pool device: 2; task t { while (true) { device d = new device { }; schedule(&d.work); } }";
		expect(lanes(members)).toEqual(["t", "kworker/device 0.work", "kworker/device 1.work"]);
	});

	test("one that nothing starts costs nothing: the system is that without it", () => {
		const members = "struct device d; int 0..2 n = 1; task t { d.done = 1; n = 2; } property p = forall o in task: o.at == 0;";
		const declared = `extend task { int 0..1 at; } ${WORK}`;
		const without = declared.replace(/task kworker for[^}]*}[^}]*}/, "");
		expect(without).not.toContain("kworker");
		expect(canonicalKey(system(members, declared))).toBe(canonicalKey(system(members, without)));
		const { objects } = textOf(system(members, declared));
		expect(objects).toHaveLength(textOf(system(members, without)).objects.length);
	});
});

describe("it begins", () => {
	test("in one step with its condition and with what the body does first in one step", () => {
		const compiled = system("struct device d; task t { d.work.func = finish; schedule(&d.work); }");
		expect(stepsOf(compiled)["kworker/d.work"]).toEqual([
			"wait kworker begins",
			"read work.func",
			"read container_of(work, struct device, work)->done",
			"write container_of(work, struct device, work)->done++",
			"local work.func(work)",
		]);
	});

	test("as often as its condition holds, and never beside itself", () => {
		const members = "struct device d; task t { d.work.func = finish; schedule(&d.work); schedule(&d.work); wait (d.done == NUMBER); }";
		expect(found(members.replace("NUMBER", "1"))).toEqual({ fails: [], hangs: ["t"] });
		expect(found(members.replace("NUMBER", "2"))).toEqual({ fails: [], hangs: ["t"] });
		const twice = "struct device d; task t { d.work.func = finish; schedule(&d.work); wait (!d.work.queued); schedule(&d.work);";
		// The second run reads what the first has written: nothing is lost.
		expect(found(`${twice} wait (d.done == 2); }`)).toEqual({ fails: [], hangs: [] });
	});

	test("also for an object that has been freed, and what it does there is wrong", () => {
		const freed = "task t { device d = new device { }; d.work.func = finish; schedule(&d.work); free(d); }";
		expect(found(freed).fails).toEqual(["use_after_free"]);
		const waited = freed.replace("free(d)", "wait (d.done == 1); free(d)");
		expect(found(waited)).toEqual({ fails: [], hangs: [] });
	});

	test("and must come back to where it waits for its condition: elsewhere it hangs", () => {
		const stays = "static void stay(struct work *w) { wait (w.runs == 1); }";
		const members = "work w = new work { func: stay }; task t { schedule(w); }";
		expect(found(members, WORK + stays).hangs).toEqual(["kworker/w"]);
		expect(found(members, (WORK + stays).replace("task kworker", "daemon task kworker")).hangs).toEqual([]);
		// It goes round for ever in the function, or comes back there again and again.
		const spins = stays.replace("wait (w.runs == 1);", "while (w.runs == 0) { }");
		expect(found(`${members} task u { w.runs = 0; }`, WORK + spins).hangs).toEqual(["kworker/w"]);
		const again = stays.replace("wait (w.runs == 1)", "schedule(w)");
		expect(found(members, WORK + again).hangs).toEqual([]);
		const freed = "task u { w.runs = 1; }";
		expect(found(`${members} ${freed}`, WORK + stays).hangs).toEqual([]);
	});

	test("as a handler where its processor lets it come, and what it interrupts stands still meanwhile", () => {
		const contexts = `
			struct cpu {} cpu c0;
			extend task { cpu cpu; bool irq; bool off; }
			fn come() { wait (!self.cpu || (forall o in task: o.cpu != self.cpu || (!o.irq && !o.off))); self.irq = true; }
			fn leave() { atomic { self.irq = false; } }
			handler irq { enter: come(); exit: leave(); }
			guard may_run = !self.cpu || (forall o in task: o == self || o.cpu != self.cpu || !o.irq);
			struct timer { bool pending; cpu base; }
			irq timer for (timer in timer: timer.pending) on timer.base {
				atomic { timer.pending = false; }
				x = 1;
				x = 0;
			}
			int 0..1 x;
		`;
		const members = "timer w; task t on c0 { w.base = c0; w.pending = true; assert(x == 0); }";
		expect(found(members, contexts)).toEqual({ fails: [], hangs: [] });
		// On a processor of its own it runs beside the task.
		expect(found(members.replace("w.base = c0;", ""), contexts).fails).toEqual(["assertion"]);
		const off = "timer w; task t on c0 { self.off = true; w.base = c0; w.pending = true; wait (!w.pending); }";
		expect(found(off, contexts).hangs).toEqual(["t"]);
	});
});

describe("what is not taken", () => {
	const problems = (item: string): string[] => problemsOf(`struct work { bool queued; } ${item}`);

	test("says why", () => {
		expect(problems("task w for (x in work: x.idle) { }")).toEqual(["unknown-name \"idle\": there is no field in 'work' called 'idle'"]);
		expect(problems("task w for (x in wrk: true) { }")).toEqual(["unknown-name \"wrk\": there is no struct 'wrk'; did you mean 'work'?"]);
		expect(problems("bool f(struct work *x) { x->queued = true; return true; } task w for (x in work: f(x)) { }")).toEqual([
			"must-only-read \"f\": the condition with which a task begins may only read, and 'f' writes",
		]);
		expect(problems("task w for (x in work: x.queued) { } task w for (x in work: x.queued) { }")[0]).toBe(
			"duplicate-name \"w\": 'w' is already declared",
		);
		expect(problems("scenario s { task w for (x in work: x.queued) { } }")).toContain(
			'misplaced-item "for (x in work: x.queued)": a task for each object of a struct stands in a file, outside of scenarios',
		);
	});

	test("its name is no name of anything else", () => {
		expect(problems("task w for (x in work: x.queued) { x.queued = false; } scenario s { work w; task t { w.queued = true; } }")).toEqual(
			[],
		);
	});
});

describe("container_of", () => {
	const FOO =
		"struct part { int 0..3 n; }; struct whole { struct part part; part other; int 0..3 n; }; struct outer { struct whole whole; int 0..1 m; };";

	test("is the object of which another one is a part, also through several fields", () => {
		const members = `
			struct outer o, q; struct part alone;
			task t {
				struct part *p = &o.whole.part;
				assert(container_of(p, struct whole, part) == &o.whole);
				assert(container_of(p, struct outer, whole.part) == o);
				assert(container_of(&q.whole.part, struct outer, whole.part) == q);
				assert(from_timer(q, p, whole.part) == o);
				assert(container_of(p, typeof(*q), whole.part) == o);
				assert(container_of(alone, struct whole, part) != NULL);
				assert(&container_of(alone, struct whole, part)->part == alone);
			}`;
		expect(found(members, FOO)).toEqual({ fails: [], hangs: [] });
	});

	test("is no object where the part is none of that, which shows when it is used", () => {
		expect(found("struct part alone; task t { container_of(alone, struct whole, part)->n = 1; }", FOO)).toEqual({
			fails: ["invalid_pointer"],
			hangs: [],
		});
	});

	test("is asked of what belongs to the object", () => {
		const problems = (call: string): string[] => problemsOf(`${FOO} scenario s { struct outer o; struct part p; task t { ${call}; } }`);
		expect(problems("container_of(&p, struct whole, other)->n = 1")[0]).toBe(
			"wrong-type \"other\": 'other' is no object that belongs to 'whole'",
		);
		expect(problems("container_of(o, struct whole, part)->n = 1")[0]).toBe("wrong-type \"o\": 'part' is part, and this is outer");
	});
});
