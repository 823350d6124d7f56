import fc from "fast-check";
import { expect, test } from "vitest";
import { Anchor } from "../../src/base/span";
import { diagram } from "../../src/report/diagram";
import { outcomeOf } from "../explain/check-source";
import { timeline } from "../explain/small-runs";
import { tries } from "../random";

function drawn(steps: readonly string[], options = {}): string {
	return `\n${diagram({ kind: "race", subject: "stale_pin", timeline: timeline(steps) }, options).join("\n")}\n`;
}

test("a column for each lane, time downwards, calls indented, changes in brackets", () => {
	const steps = [
		"reader: get_user_pages_fast > gup_pte_range > page = pte.page [page = page 0]",
		"truncator: truncate > unmap > pte.present = false [pte 0.present true -> false]",
		"truncator: truncate > put_page(page) [page 0.refcount 1 -> 0]",
		"reader: get_user_pages_fast > gup_pte_range > get_page(page) [page 0.refcount 0 -> 1]",
		"reader: dma_write(p)",
	];
	expect(drawn(steps)).toMatchInlineSnapshot(`
		"
		reader                               truncator
		------                               ---------
		get_user_pages_fast()
		  gup_pte_range()
		    page = pte.page [page = page 0]
		                                     truncate()
		                                       unmap()
		                                         pte.present = false
		                                           [pte 0.present true -> false]
		                                       put_page(page)
		                                         [page 0.refcount 1 -> 0]
		    get_page(page)
		      [page 0.refcount 0 -> 1]
		dma_write(p) <-- stale_pin
		"
	`);
	expect(drawn(steps, { numbers: true })).toMatchInlineSnapshot(`
		"
		  reader                               truncator
		  ------                               ---------
		  get_user_pages_fast()
		    gup_pte_range()
		1     page = pte.page [page = page 0]
		                                       truncate()
		                                         unmap()
		2                                          pte.present = false
		                                             [pte 0.present true -> false]
		3                                        put_page(page)
		                                           [page 0.refcount 1 -> 0]
		4     get_page(page)
		        [page 0.refcount 0 -> 1]
		5 dma_write(p) <-- stale_pin
		"
	`);
});

test("three lanes have columns of the same width", () => {
	expect(drawn(["a: x = 1", "b: x = 2", "c: x = 3"])).toMatchInlineSnapshot(`
		"
		a      b      c
		-      -      -
		x = 1
		       x = 2
		              x = 3 <-- stale_pin
		"
	`);
});

test("more lanes than fit side by side have columns that overlap", () => {
	const steps = [
		"reader: get_user_pages_fast > gup_pte_range > page = pte.page [page = page 0]",
		"truncator: truncate > unmap_mapping_range > pte.present = false [pte 0.present true -> false]",
		"writer: fallocate > allocate_block(inode, i) [block 0.owner null -> other]",
		"reader: dma_write(p)",
	];
	expect(drawn(steps, { numbers: true })).toMatchInlineSnapshot(`
		"
		  reader             truncator          writer
		  ------             ---------          ------
		  get_user_pages_fast()
		    gup_pte_range()
		1     page = pte.page [page = page 0]
		                     truncate()
		                       unmap_mapping_range()
		2                        pte.present = false
		                           [pte 0.present true -> false]
		                                        fallocate()
		3                                         allocate_block(inode, i)
		                                            [block 0.owner null -> other]
		4 dma_write(p) <-- stale_pin
		"
	`);
});

test("briefly, of the calls the outermost and the innermost are shown", () => {
	const steps = [
		"reader: get_user_pages_fast > gup_pgd_range > gup_pte_range > page = pte.page",
		"truncator: truncate > unmap > zap > pte.present = false",
		"truncator: truncate > unmap > flush_tlb()",
		"reader: get_user_pages_fast > gup_pgd_range > gup_pte_range > get_page(page)",
	];
	expect(drawn(steps, { brief: true })).toMatchInlineSnapshot(`
		"
		reader                            truncator
		------                            ---------
		get_user_pages_fast()
		  gup_pte_range()
		    page = pte.page
		                                  truncate()
		                                    zap()
		                                      pte.present = false
		                                    unmap()
		                                      flush_tlb()
		    get_page(page) <-- stale_pin
		"
	`);
});

test("after a hang, the tasks that stay are shown where they do; an idle device is not", () => {
	const place = { anchor: new Anchor(), from: 0, to: 0 };
	const waiting = (lane: number, label: string) => ({
		lane,
		label,
		span: place,
		scenarioSpan: place,
		functions: ["break_layouts"],
		waitsFor: [],
	});
	const run = timeline(["reader: break_layouts > get_page(page) [page 0.refcount 1 -> 2]"], {
		lanes: [
			{ name: "reader", kind: "task" },
			{ name: "truncator", kind: "task" },
			{ name: "disk", kind: "device" },
		],
		waiting: [waiting(0, "down_read(lock)"), waiting(1, "wait (page.refcount == 1)"), waiting(2, "wait (request)")],
	});
	expect(`\n${diagram({ kind: "hang", subject: "truncator", timeline: run }).join("\n")}\n`).toMatchInlineSnapshot(`
		"
		reader                        truncator
		------                        ---------
		break_layouts()
		  get_page(page)
		    [page 0.refcount 1 -> 2]
		  down_read(lock) <-- stays
		                              break_layouts()
		                                wait (page.refcount == 1)
		                                  <-- hangs
		"
	`);
});

const LOCKS = `
	struct lock { task owner; }
	fn take(lock l) { atomic { wait (!l.owner); l.owner = self; } }
	fn give(lock l) { atomic { l.owner = null; } }
`;

/** The diagram of the first hang of a scenario. */
function hangDiagram(members: string): string {
	const [hang] = outcomeOf(`${LOCKS} scenario s { ${members} }`).findings.filter(({ kind }) => kind === "hang");
	return `\n${diagram(hang, { numbers: true }).join("\n")}\n`;
}

test("who waits for whom is said, so that a circle through a daemon is seen; a daemon that nobody waits for is not shown", () => {
	const idle = "bool work; daemon task idle { while (true) { wait (work); work = false; } }";
	expect(
		hangDiagram(`lock x; lock y; ${idle}
			task a { take(x); take(y); give(y); give(x); }
			daemon task b { while (true) { take(y); take(x); give(x); give(y); } }`),
	).toMatchInlineSnapshot(`
		"
		  a                               b
		  -                               -
		1 take(x) [x.owner null -> a]
		2                                 take(y) [y.owner null -> b]
		  take(y) <-- hangs, waits for b
		                                  take(x) <-- stays, waits for a
		"
	`);
});

test("of three that wait for each other each says for whom", () => {
	expect(
		hangDiagram(`lock x; lock y; lock z;
			task a { take(x); take(y); give(y); give(x); }
			device b { take(y); take(z); give(z); give(y); }
			daemon task c { take(z); take(x); give(x); give(z); }`),
	).toMatchInlineSnapshot(`
		"
		  a                  b                  c
		  -                  -                  -
		1 take(x) [x.owner null -> a]
		2                    take(y) [y.owner null -> b]
		3                                       take(z) [z.owner null -> c]
		  take(y) <-- hangs, waits for b
		                     take(z) <-- stays, waits for c
		                                        take(x) <-- stays, waits for a
		"
	`);
});

test("who could still do what is waited for is named where nobody has done it", () => {
	expect(
		hangDiagram(
			"lock x; bool answered; task a { take(x); wait (answered); give(x); } daemon task b { take(x); answered = true; give(x); }",
		),
	).toMatchInlineSnapshot(`
		"
		  a                                       b
		  -                                       -
		1 take(x) [x.owner null -> a]
		  wait (answered) <-- hangs, waits for b
		                                          take(x) <-- stays, waits for a
		"
	`);
});

test("a livelock is the way in and then the cycle, with everyone who takes part", () => {
	expect(
		hangDiagram(
			`bool a; bool b; bool done;
			task left { while (!done) { a = true; if (!b) done = true; a = false; } }
			task right { while (!done) { b = true; if (!a) done = true; b = false; } }`,
		),
	).toMatchInlineSnapshot(`
		"
		  left                         right
		  ----                         -----
		  -- again and again, and left never finishes:
		1 done [= false]
		2                              done [= false]
		3 a = true [a false -> true]
		4                              b = true [b false -> true]
		5 b [= true]
		6                              a [= true]
		7 a = false [a true -> false]
		8                              b = false [b true -> false]
		"
	`);
});

test("who is passed over stays beside the cycle of the others", () => {
	expect(
		hangDiagram("lock l; bool x; daemon task d { x = true; while (true) { take(l); give(l); } } task t { wait (x); take(l); give(l); }"),
	).toMatchInlineSnapshot(`
		"
		  d                            t
		  -                            -
		1 x = true [x false -> true]
		2                              wait (x) [sees x = true]
		  -- again and again:
		3 take(l) [l.owner null -> d]
		4 give(l) [l.owner d -> null]
		                               take(l) <-- hangs, waits for d
		"
	`);
});

test("a run without steps has no diagram", () => {
	expect(diagram({ kind: "race", subject: "broken_from_the_start", timeline: timeline([]) })).toEqual([]);
});

test("whatever names and labels hold, up to six columns are ASCII within 75 characters", () => {
	const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });
	const step = fc.record({ lane: fc.nat(5), label: word, call: word, changes: fc.array(word, { maxLength: 3 }) });
	fc.assert(
		fc.property(
			fc.array(word, { minLength: 2, maxLength: 6 }),
			fc.array(step, { minLength: 1, maxLength: 120 }),
			fc.boolean(),
			(names, steps, numbers) => {
				const run = timeline(steps.map(() => "lane: label"));
				const lines = diagram(
					{
						kind: "race",
						subject: names[0],
						timeline: {
							...run,
							lanes: names.map((name) => ({ name, kind: "task" })),
							steps: run.steps.map((made, index) => {
								const { label, call, changes } = steps[index];
								const lane = steps[index].lane % names.length;
								const change = { field: "field", before: "0", after: "1", local: false, cell: 0 };
								return {
									...made,
									lane,
									label,
									stack: [{ function: call, span: made.span }],
									changes: changes.map((name) => ({ ...change, name })),
								};
							}),
						},
					},
					{ numbers },
				);
				for (const line of lines) expect(line).toMatch(/^([\x20-\x7e]{0,74}[\x21-\x7e])?$/);
			},
		),
		tries(100),
	);
});
