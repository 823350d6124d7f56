/** Scenarios that the tests of `raceline check` check. */

export const SAFE = `
scenario one_after_the_other {
	counter c;
	task only { increment(c); increment(c); }
	property two "the counter is {c.value}" at end = c.value == 2;
}
`;

export const LOST = `
scenario lost_update {
	kernel v1;
	counter c;
	task worker[2] { increment(c); }
	property two "the counter is {c.value}, not 2" at end = c.value == 2;

	expect race two;
	expect safe under v2;
}
`;

export const REFUTED = LOST.replace("expect race two", "expect safe");

export const DEADLOCK = `
scenario lock_order {
	bool a;
	bool b;
	fn lock_a() { atomic { wait (!a); a = true; } }
	fn lock_b() { atomic { wait (!b); b = true; } }
	task one { lock_a(); lock_b(); b = false; a = false; }
	task two { lock_b(); lock_a(); a = false; b = false; }
}
`;

/** Far more states than any limit in these tests. */
export const HUGE = `
scenario huge {
	int 0..7 a; int 0..7 b; int 0..7 c; int 0..7 d;
	task w { while (true) { a = choose(0..7); } }
	task x { while (true) { b = choose(0..7); } }
	task y { while (true) { c = choose(0..7); } }
	task z { while (true) { d = choose(0..7); } }
}
`;
