/** Kinds of guards: what is wrong with the use of one. What they do stands in `test/kernel/guards.race`. */
import { expect, test } from "vitest";
import { problemsOf } from "../compile-source";

const ITEMS = `
struct lock { bool held; };
static int depth;
static void take(struct lock *l) { l->held = true; }
static void give(struct lock *l) { l->held = false; }
static void enter(void) { depth++; }
static void leave(void) { depth--; }
DEFINE_GUARD(lock, struct lock *, take(_T), give(_T))
DEFINE_LOCK_GUARD_0(section, enter(), leave())
`;

test.each([
	["guard(section)();", []],
	["scoped_guard(section) depth = 2;", []],
	["guard(section)(); guard(section)();", []],
	["guard(section)(&l);", ["macro \"guard(section)(&l)\": a guard 'section' takes no argument: `guard(section)()`"]],
	["scoped_guard(section, &l) { }", ["macro \"scoped_guard(section, &l)\": a guard 'section' takes no argument: `guard(section)()`"]],
	["guard(lock)();", ["macro \"guard(lock)()\": a guard 'lock' takes 1 argument"]],
	[
		"guard(other)();",
		["macro \"other\": there is no guard 'other', only lock, section: `DEFINE_GUARD(other, type, lock, unlock)` makes one"],
	],
])("%s", (statement, problems) => {
	expect(problemsOf(`${ITEMS} scenario s { struct lock l; task t { ${statement} } }`)).toEqual(problems);
});
