/** What handlers count that come any number of times: a bound of the model, and no error. */
import { expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { cutOff } from "../../src/explain/verdict/judge";
import { compileSource } from "../compile-source";

const MODEL = "struct cpu {} extend task { cpu cpu; } fn nothing() { } handler irq { enter: nothing(); exit: nothing(); }";

function search(members: string) {
	const system = compileSource(
		`struct stats { int 0..3 hits; bool on; } task worker for (s in stats: s.on) { s.hits++; } fn more(int *n) { atomic { *n = *n + 1; } } fn int one_more(int n) { if (n > 1) return n + 1; return n + 1; } scenario s { ${members} }`,
		MODEL,
	);
	const { result } = searchNow(system, {}, () => 0);
	return { result, fails: result.violations.map(({ failure }) => system.failures[failure].property) };
}

test("a count that leaves its range leaves the verdict open, and says so", () => {
	const { result, fails } = search("int 0..3 hits; irq h { hits++; } task t { }");
	expect([result.complete, result.limit, result.countedOut, fails]).toEqual([false, "count", ["hits"], []]);
	expect(cutOff(result)).toMatch(/^what comes any number of times counts 'hits' out of its range: `once` bounds/);
});

test.each(["d.hits++;", "d.hits += 2;", "d.hits = d.hits + 1;", "more(&d.hits);", "WRITE_ONCE(d.hits, READ_ONCE(d.hits) + 1);"])(
	"however it is written: %s",
	(counts) => {
		const { result, fails } = search(`stats d; irq h { ${counts} } task t { }`);
		expect([result.limit, result.countedOut, fails]).toEqual(["count", ["stats.hits"], []]);
	},
);

test.each([
	"if (++d.hits < 2) last = 1;",
	"int next = d.hits + 1; last = next; d.hits = next;",
	"d.hits = one_more(d.hits);",
	"int next[2]; next[1] = d.hits + 1; d.hits = next[1];",
])("whatever has come between: %s", (counts) => {
	const { result, fails } = search(`stats d; int last; irq h { ${counts} } task t { }`);
	expect([result.limit, result.countedOut, fails]).toEqual(["count", ["stats.hits"], []]);
});

test("what fails before is found", () => {
	expect(search("int 0..3 hits; irq h { hits++; } property p = hits < 3;").fails).toEqual(["p"]);
});

test("what comes a certain number of times, or is a task, has a range", () => {
	expect(search("int 0..3 hits; once irq h[3] { atomic { hits++; } } task t { }").result.complete).toBe(true);
	expect(search("int 0..3 hits; once irq h[4] { atomic { hits++; } } task t { }").fails).toEqual(["range"]);
	expect(search("int 0..3 hits; task t { while (true) hits++; }").fails).toEqual(["range"]);
});

test("what is not made of the variable itself, or falls below its range, is an error", () => {
	expect(search("int 0..3 hits; int 0..7 n = 5; irq h { hits = n; } task t { }").fails).toEqual(["range"]);
	expect(search("int 0..3 users = 1; irq h { users--; } task t { }").fails).toEqual(["range"]);
});

test("what objects start counts any number of times, too", () => {
	const { result, fails } = search("stats d; task u { d.on = true; }");
	expect([result.limit, result.countedOut, fails]).toEqual(["count", ["stats.hits"], []]);
});
