import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tries } from "../random";
import { type Finished, raceline } from "./command-line";

/** A scenario with a bit of everything. */
const EVERYTHING = `
use "nothing.race";
struct node { int 0..3 key = 1; node next; bool seen[2]; }
extend task { bool waiting; }
enum mode { IDLE, BUSY }
const LIMIT = 2;
fn int walk(node n, int *steps) { while (n && *steps < LIMIT) { *steps += 1; n = n->next; } return *steps; }
property keys "the key of {n} is {n.key}" = forall n in node: n.key < 3;
patch faster { title: "walk faster"; position: 1; }
option order = up | down;
kernel v3 = v2 + faster;
/// Walks.
scenario walks {
	kernel v3 - faster;
	option order = down;
	node a = new node { key: 2 };
	mode m = IDLE;
	task walker[2] { int n; atomic { wait (m == IDLE); m = BUSY; } int r = walk(a, &n); assert(r <= LIMIT, "walked {r}"); m = IDLE; }
	device timer { choose { m = m; } or { for (i in 0..1) a.seen[i] = true; } }
	daemon task idle { wait (exists t in task: t.waiting); }
	expect safe;
	expect race keys under v1, order = up;
}
`;

/** Every file, however broken, gets a report and a status. */
async function survives(text: string, ...flags: string[]): Promise<Finished> {
	const finished = await raceline(["check", "a.race", "--max-states", "5000", ...flags], { "a.race": text });
	expect([0, 1, 2, 3]).toContain(finished.status);
	expect(finished.err).toBe("");
	expect(finished.out).toContain("a.race");
	return finished;
}

test("a file that is cut off anywhere", async () => {
	for (let end = 0; end < EVERYTHING.length; end += 11) await survives(EVERYTHING.slice(0, end));
});

test("a file with a piece missing or doubled", async () => {
	const piece = fc.tuple(fc.nat(EVERYTHING.length), fc.nat(40), fc.boolean());
	await fc.assert(
		fc.asyncProperty(piece, async ([start, length, doubled]) => {
			const end = start + length;
			await survives(EVERYTHING.slice(0, doubled ? end : start) + EVERYTHING.slice(doubled ? start : end));
		}),
		tries(80),
	);
});

test("junk", async () => {
	await fc.assert(
		fc.asyncProperty(fc.string({ unit: "binary", maxLength: 200 }), async (text) => void (await survives(text))),
		tries(50),
	);
	const bytes = Buffer.from(Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256)).toString("utf8");
	const { out, status } = await survives(bytes);
	expect(status).toBe(2);
	expect(out).toMatch(/… and [\d,]+ diagnostics more/);
});

test("control characters of a file do not reach the terminal", async () => {
	const { out } = await survives("scenario \u001b[31m\u0007 {}");
	expect(out).not.toContain("\u001b");
	expect(out).not.toContain("\u0007");
});

describe("a line of a megabyte", () => {
	test("is shown in part", async () => {
		const { out, status } = await survives(`const A = ${"1 + ".repeat(250_000)} nothing;`);
		expect(status).toBe(2);
		expect(out.length).toBeLessThan(100_000);
	});

	test("of brackets does not end the command", async () => {
		for (const bracket of ["(", "{", "[", "!", "-"]) await survives(`scenario deep { int x; task t { x = ${bracket.repeat(200_000)}`);
	});
});

describe("what cannot be meant is said in words", () => {
	const errorOf = async (text: string): Promise<string> => {
		const { out, status } = await survives(text);
		expect(status).toBe(2);
		return /^error.*$/m.exec(out)?.[0] ?? out;
	};

	test("an unknown kernel", async () => {
		expect(await errorOf("scenario s { kernel v22; int x; task t { x = 1; } }")).toBe(
			"error[unknown-name]: there is no kernel 'v22'; did you mean 'v2'?",
		);
	});

	test("an unknown kernel of an expectation", async () => {
		expect(await errorOf("scenario s { int x; task t { x = 1; } expect safe under v22; }")).toMatch(/^error\[unknown-name\]/);
	});

	test("recursion", async () => {
		expect(await errorOf("fn a() { b(); } fn b() { a(); } scenario s { task t { a(); } }")).toMatch(/^error\[recursi/);
	});

	test("a constructor that uses null", async () => {
		expect(await errorOf("struct n { n next; int 0..1 x; } scenario s { n a; int 0..1 y = a.next.x; task t { y = 1; } }")).toMatch(
			/^error\[/,
		);
	});

	test("a scenario that is used before it exists, twice the same name, a task without end", async () => {
		expect(await errorOf("scenario s { task t { } task t { } }")).toMatch(/^error\[/);
	});
});

test("a state space without end is undecided, never safe", async () => {
	const counters = Array.from(
		{ length: 12 },
		(_, index) => `int 0..7 c${index}; task t${index} { c${index} = choose(0..7); c${index} = choose(0..7); }`,
	);
	const { out, status } = await survives(`scenario huge { ${counters.join(" ")} }`);
	expect(status).toBe(3);
	expect(out).toMatch(/\? huge {2}inconclusive/);
	expect(out).toContain("expected safe, but the search reached its limit on states after");
});
